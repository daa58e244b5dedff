// The history of an object: its versions as a table, the object at a moment, or who last set a field.
import { isObject, parseJson, type JsonValue } from '../../audit/json-value.ts';
import { formatTimestamp } from '../../audit/timestamp.ts';
import { AppError } from '../../lib/app-error.ts';
import { parseTimeExpression } from '../../search/time-expression.ts';
import { withMember } from '../../story/history/edit-json.ts';
import { changesOf, lastSetBy, managersOf, stateAt, valuesBelow, type FieldSetter, type StepChanges } from '../../story/history/look-into.ts';
import { namesOf, printChangePath, type FieldChange } from '../../story/history/find-changes.ts';
import { isCreated } from '../../story/history/read-write.ts';
import { readHistoryAnswer } from '../../story/history/read-answer.ts';
import type { ObjectHistory, Step } from '../../story/history/step.ts';
import { at as memberAt, listAt, textAt } from '../../story/read-json.ts';
import { readResource } from '../../story/resources.ts';
import type { ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { actorOf, printScalar, verbOf } from '../print/step-words.ts';
import { prettyJson } from '../../audit/pretty-json.ts';
import { visible } from '../print/visible.ts';
import { call } from '../server-client.ts';
import { writeBlame } from './history-blame.ts';
import { writeFamily } from './history-family.ts';

export interface HistoryOptions extends ServerOptions {
  readonly cluster: string;
  readonly namespace?: string;
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly field?: string;
  readonly blame?: boolean;
  readonly family?: boolean;
  readonly owners?: boolean;
  readonly all?: boolean;
  readonly output: string;
}

interface ToldHistory extends ObjectHistory {
  /** One line each. */
  readonly owners: readonly string[];
}

/** 0; 1 where nothing is on record, the object did not exist then, or nobody on record set the field. */
export async function history(resource: string, name: string, options: HistoryOptions): Promise<number> {
  const at = readMoment(options.at);
  if (!['table', 'json'].includes(options.output)) throw new AppError('bad_parameter', `-o ${options.output} is not known.`, { hint: 'One of table, json.' });
  const { cluster, namespace, from } = options;
  if (options.family === true)
    return writeFamily(await call(options, { path: '/api/v1/objects/family', query: { cluster, ...readResource(resource), namespace, name } }), options.output);
  const to = at === null ? options.to : formatTimestamp(at + 1);
  const owners = options.owners === true ? 'true' : undefined;
  const bytes = await call(options, {
    path: '/api/v1/objects/history',
    query: { cluster, ...readResource(resource), namespace, name, from, to, owners, partBodies: 'true' },
  });
  const answer = parseJson(bytes);
  const told: ToldHistory = { ...readHistoryAnswer(answer), owners: listAt(answer, 'owners').map(printOwner) };
  if (options.field !== undefined) return writeSetter(told, options.field, options.output);
  if (options.blame === true) return writeBlame(told, options);
  if (at !== null) return writeState(told, at, options);
  if (options.output === 'json') process.stdout.write(`${visible(Buffer.from(bytes).toString('utf8'))}\n`);
  else writeTable(told, options.all === true);
  return told.steps.length === 0 ? 1 : 0;
}

function readMoment(text: string | undefined): number | null {
  if (text === undefined) return null;
  const micros = parseTimeExpression(text, Date.now() * 1000);
  if (micros === null)
    throw new AppError('bad_parameter', `--at ${text} is no time.`, { hint: 'Write 2026-11-24T08:00:00Z, 2026-11-24, now, -15m or now-15m (s m h d w).' });
  return micros;
}

function writeTable(told: ToldHistory, isAll: boolean): void {
  const changes = new Map(changesOf(told, isAll).map((each) => [each.step.id, each]));
  // Writes of the status are told where all is asked for, or where they changed more than the status.
  const shown = told.steps.filter(({ id, subresource }) => isAll || subresource !== 'status' || (changes.get(id)?.changes.length ?? 0) > 0);
  const rows = shown.map((step) =>
    [step.time, actorOf(step), verbOf(step), String(step.code), whatOf(step, changes.get(step.id))].map((cell) => visible(cell)),
  );
  process.stdout.write(rows.length === 0 ? '' : printColumns(['TIME', 'ACTOR', 'VERB', 'CODE', 'CHANGES'], rows));
  if (rows.length === 0) process.stderr.write('no write of this object is on record\n');
  for (const { from, to, why } of told.gaps) process.stdout.write(`${visible(`not known: ${from ?? 'the beginning'} – ${to}: ${why}`)}\n`);
  for (const owner of told.owners) process.stdout.write(`${visible(`owner: ${owner}`)}\n`);
}

function printOwner(value: JsonValue): string {
  const text = (...path: string[]): string => textAt(value, ...path) ?? '';
  const by = isObject(memberAt(value, 'change'))
    ? `${text('change', 'verb')} by ${text('change', 'actor')} at ${text('change', 'time')}`
    : 'no write on record';
  return `${text('kind')} ${text('name')}: ${by}`;
}

const maxShown = 3;

function whatOf(step: Step, told: StepChanges | undefined): string {
  if (step.isEnd) return 'deleted';
  if (isCreated(step)) return 'created';
  if (step.isNoOp === true) return 'nothing';
  if (told === undefined) return '? (body not on record)';
  if (told.isFirst) return 'the first body on record';
  const shown = told.changes.slice(0, maxShown).map(printChange);
  const more = told.changes.length - shown.length;
  return shown.length === 0 ? 'nothing but bookkeeping' : `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function printChange({ path, before, after }: FieldChange): string {
  return printValues(printChangePath(path), before, after);
}

function printValues(place: string, before: JsonValue | undefined, after: JsonValue | undefined): string {
  const [left, right] = [before, after].map((value) => printScalar(value));
  if (before === undefined) return right === null ? `${place} added` : `${place} = ${right}`;
  if (after === undefined) return `${place} taken away`;
  return left === null || right === null ? place : `${place} ${left}→${right}`;
}

function writeState(told: ToldHistory, at: number, options: HistoryOptions): number {
  const state = stateAt(told, at);
  if (state === null || state.isGone || state.step.body === null) {
    process.stderr.write(`${visible(whyNoState(state))}\n`);
    return 1;
  }
  const { step } = state;
  if (options.output === 'json') process.stdout.write(`${visible(prettyJson(state.step.body))}\n`);
  else {
    const body = options.all === true ? state.step.body : withMember(state.step.body, ['metadata', 'managedFields'], undefined);
    process.stdout.write(
      `${visible(`# written ${step.time} by ${actorOf(step)}${step.isReceived ? '' : ', put together from what was sent'}\n${prettyJson(body)}`)}\n`,
    );
  }
  return 0;
}

function whyNoState(state: ReturnType<typeof stateAt>): string {
  if (state === null) return 'nothing is on record of it up to then';
  const { step } = state;
  return state.isGone
    ? `it was deleted at ${step.time} by ${actorOf(step)}`
    : `its last write before then (${step.time}, ${actorOf(step)}) left no body on record`;
}

function writeSetter(told: ToldHistory, field: string, format: string): number {
  const path = splitPath(field);
  const setter = lastSetBy(told, path);
  const last = told.steps.findLast(({ body }) => body !== null)?.body ?? null;
  const managers = last === null ? [] : managersOf(last, path);
  const isKnown = setter !== null || managers.length > 0;
  if (format === 'json') process.stdout.write(`${visible(JSON.stringify({ setBy: setter === null ? null : toJson(setter), managers }, null, 2))}\n`);
  else {
    const lines = [
      ...(setter === null ? [] : [setterLine(setter, field, path)]),
      ...managers.map(({ manager, operation, time }) => `field manager: ${manager} (${operation}, ${time})`),
    ];
    process.stdout.write(lines.map((line) => `${visible(line)}\n`).join(''));
    if (!isKnown) process.stderr.write('no write on record set this field\n');
  }
  return isKnown ? 0 : 1;
}

function toJson({ step, change, unknownBetween }: FieldSetter): Record<string, unknown> {
  const { id, time, actor } = step;
  const [before, after] = [change.before, change.after].map((value) => printScalar(value));
  return { id, time, actor, verb: verbOf(step), path: printChangePath(change.path), before, after, unknownBetween };
}

function setterLine({ step, change, unknownBetween }: FieldSetter, field: string, path: readonly string[]): string {
  const rest = path.slice(namesOf(change.path).length);
  const what = rest.length === 0 ? printChange(change) : printValues(field, firstBelow(change.before, rest), firstBelow(change.after, rest));
  const doubt = unknownBetween === 0 ? '' : `, or one of ${unknownBetween} write(s) before it whose bodies are not on record`;
  return `${step.time}  ${actorOf(step)}  ${verbOf(step)}: ${what}${doubt} (event ${step.id})`;
}

/** The first value of a field in what was changed; several elements of a list may have one. */
function firstBelow(value: JsonValue | undefined, rest: readonly string[]): JsonValue | undefined {
  return valuesBelow(value, rest)[0];
}

/** `a."b.c".d` in its parts. */
function splitPath(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[^."]+/g)].map(([whole, quoted]) => (quoted === undefined ? whole : quoted.replaceAll('\\"', '"')));
}
