// What a policy would leave of recorded events: how much of their text, and which questions they would still answer.
import { levels, stages, type Level, type Stage } from '../audit/vocabulary.ts';
import type { Decision } from '../policy/policy.ts';
import type { RequestGroup } from '../store/store.ts';
import { operatorQuestions } from '../policy/questions.ts';

/** The level at which a group would be kept (None: dropped), never above what was recorded, and the bytes of its text then. */
export interface Outcome {
  readonly level: Level;
  readonly bytes: number;
}

export function outcomeOf(group: RequestGroup, decision: Decision): Outcome {
  if (decision.level === 'None' || decision.omitStages.includes(group.stage as Stage)) return { level: 'None', bytes: 0 };
  const recorded = rank(group.level);
  const wanted = rank(decision.level);
  let bytes = group.bytes;
  // `"requestObject":` and a comma go with the body.
  if (wanted < rank('Request')) bytes -= group.requestBytes + group.requestBodies * '"requestObject":,'.length;
  if (wanted < rank('RequestResponse')) bytes -= group.responseBytes + group.responseBodies * '"responseObject":,'.length;
  return { level: levels[Math.min(recorded < 0 ? wanted : recorded, wanted)], bytes };
}

/** Indexes of the questions that events of the group answer when they are kept at `level`; none of what was recorded lower. */
export function answeredBy(group: RequestGroup, level: string): number[] {
  // Stages tell the same of one request: the last one counts, and the only one of a failed login.
  if (group.stage === stages[0] || (group.stage === 'ResponseStarted' && group.request.user !== null)) return [];
  const kept = Math.min(rank(group.level), rank(level));
  return [...operatorQuestions.keys()].filter((at) => kept >= rank(operatorQuestions[at].level) && operatorQuestions[at].about(group.request));
}

export function rank(level: string): number {
  return (levels as readonly string[]).indexOf(level);
}
