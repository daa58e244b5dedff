// A sentence for each row of a list, made in turns so that other requests go on meanwhile.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseJson } from '../audit/json-value.ts';
import type { StoredEvent } from '../store/store.ts';
import { tellPlainly, type SentenceLanguage } from '../story/tell.ts';

const bytesPerTurn = 512 * 1024;

export async function tellRows(rows: readonly StoredEvent[], language: SentenceLanguage): Promise<readonly string[]> {
  const sentences: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    sentences.push(tellPlainly(parseJson(row.bytes), language));
    bytes += row.bytes.length;
    if (bytes < bytesPerTurn) continue;
    await nextTurn();
    bytes = 0;
  }
  return sentences;
}
