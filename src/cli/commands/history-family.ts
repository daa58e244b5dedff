// What owns an object and what it owns, as a tree of lines.
import { parseJson } from '../../audit/json-value.ts';
import { at, listAt, numberAt, textAt } from '../../story/read-json.ts';
import { visible } from '../print/visible.ts';

/** 0; 1 where nothing is known but the object's own name. */
export function writeFamily(bytes: Uint8Array, format: string): number {
  const answer = parseJson(bytes);
  const members = listAt(answer, 'members');
  if (format === 'json') process.stdout.write(`${visible(Buffer.from(bytes).toString('utf8'))}\n`);
  else {
    for (const member of members) {
      const text = (key: string): string => textAt(member, key) ?? '';
      const resource = text('apiGroup') === '' ? text('resource') : `${text('resource')}.${text('apiGroup')}`;
      const place = text('namespace') === '' ? text('name') : `${text('namespace')}/${text('name')}`;
      const mark = text('relation') === 'self' ? '* ' : '  ';
      process.stdout.write(`${visible(`${mark}${'  '.repeat(Number(numberAt(member, 'depth') ?? 0))}${resource} ${place}`)}\n`);
    }
    if (at(answer, 'exact') === false) process.stdout.write('there are more than are shown\n');
  }
  return members.length > 1 ? 0 : 1;
}
