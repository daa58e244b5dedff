// Why a body is not there: by level, by stage, or because there was none.

export type BodyPart = 'requestObject' | 'responseObject';

export type Absence = 'level' | 'stage' | 'early' | 'stream' | 'none';

const streams = new Set(['exec', 'attach', 'portforward', 'proxy', 'log']);

export interface AbsenceFacts {
  readonly level: string;
  readonly stage: string;
  readonly verb: string;
  readonly object: { readonly subresource: string } | null;
}

/**
 * `level` = the policy recorded less, `stage` = nothing is read or answered yet at RequestReceived,
 * `early` = the answer had begun but was not complete, `stream` = an endless answer, never recorded, `none` = the request had none.
 */
export function whyAbsent(part: BodyPart, facts: AbsenceFacts): Absence {
  if (facts.level === 'Metadata' || (part === 'responseObject' && facts.level === 'Request')) return 'level';
  if (facts.stage === 'RequestReceived') return 'stage';
  if (part === 'requestObject') return 'none';
  if (facts.verb === 'watch' || (facts.object !== null && streams.has(facts.object.subresource))) return 'stream';
  return facts.stage === 'ResponseStarted' ? 'early' : 'none';
}
