// Who last set each field of an object: a line a leaf.
import { printJson } from '../../audit/json-value.ts';
import { blameOf, leavesOf, type Setter } from '../../story/history/blame.ts';
import { withoutBookkeeping } from '../../story/history/find-changes.ts';
import type { ObjectHistory } from '../../story/history/step.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { actorOf, printScalar, verbOf } from '../print/step-words.ts';

const maxValue = 60;

/** 0; 1 where no body is on record. */
export function writeBlame(told: ObjectHistory, options: { readonly all?: boolean; readonly output: string }): number {
  const isAll = options.all === true;
  const step = told.steps.findLast(({ body }) => body !== null);
  if (step === undefined || step.body === null) {
    process.stderr.write('no body of this object is on record\n');
    return 1;
  }
  const blame = blameOf(told, step, isAll);
  const leaves = [...leavesOf(isAll ? step.body : withoutBookkeeping(step.body))];
  if (options.output === 'json') {
    const fields = leaves.map(([path, value]) => ({ path, value: printScalar(value) ?? printJson(value).slice(0, maxValue), setBy: toJson(blame.get(path)) }));
    process.stdout.write(`${visible(JSON.stringify({ version: step.id, fields }, null, 2))}\n`);
    return 0;
  }
  const rows = leaves.map(([path, value]) => {
    const setter = blame.get(path);
    const who = setter === undefined ? ['', '', ''] : [setter.step.time, actorOf(setter.step), verbOf(setter.step)];
    return [...who, path, printScalar(value) ?? printJson(value).slice(0, maxValue), doubtOf(setter)].map((cell) => visible(cell));
  });
  process.stdout.write(printColumns(['SET AT', 'ACTOR', 'VERB', 'FIELD', 'VALUE', ''], rows));
  return 0;
}

function doubtOf(setter: Setter | undefined): string {
  if (setter === undefined) return '';
  if (setter.isFirst) return 'or before: the first body on record';
  return setter.unknownBetween === 0 ? '' : `or one of ${setter.unknownBetween} before it without a body`;
}

function toJson(setter: Setter | undefined): object | null {
  if (setter === undefined) return null;
  const { id, time, actor } = setter.step;
  return { id, time, actor, verb: verbOf(setter.step), isFirst: setter.isFirst, unknownBetween: setter.unknownBetween };
}
