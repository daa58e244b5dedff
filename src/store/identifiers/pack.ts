// The words of identifiers of one body in few bytes: sixteen stripes, each a sorted list of shortened hashes and, of words in few events, the places of these.
import { BitReader, BitWriter } from './bits.ts';
import { farPlace, type GatheredWords } from './gather.ts';

export const stripes = 16;

/** A word's stripe is the first four bits of its hash. */
export function stripeOf(hash: number): number {
  return hash >>> 28;
}

/** Of so many words that a body does not have, 2¹² on average, one is found in it. */
const shortBits = 12;
/** Of a word in more events of a body only that is kept. */
const mostPlaces = 8;
const placeUnit = farPlace + 1;

/** Where a word may be in a body: in the events at these places, or anywhere. */
export type Places = readonly number[] | 'anywhere';

/** One buffer for each stripe; all are empty for a body that is not indexed (null). */
export function packWords(gathered: GatheredWords | null): readonly Buffer[] {
  if (gathered === null) return Array.from({ length: stripes }, () => Buffer.alloc(0));
  const { pairs, overfull } = gathered;
  let from = 0;
  return Array.from({ length: stripes }, (_, stripe) => {
    const end = (stripe + 1) * 2 ** 28 * placeUnit;
    let to = from;
    while (to < pairs.length && pairs[to] < end) to += 1;
    const packed = packStripe(wordsOf(pairs.subarray(from, to)), overfull);
    from = to;
    return packed;
  });
}

/** Where a word with this hash may be in the body of a stripe that `packWords` made; an empty list: nowhere. */
export function findPlaces(packed: Uint8Array, hash: number): Places {
  if (packed.length === 0) return 'anywhere';
  const reader = new BitReader(packed);
  const number = (): number => reader.readGamma() - 1;
  const most = packed.length * 8;
  const overfull = Array.from({ length: Math.min(number(), most) }, number);
  const words = Math.min(number(), most);
  const placeBits = number();
  const wanted = shorten(hash, words);
  let value = 0;
  let first = 0;
  while (first < words && (value += reader.readRice(shortBits)) < wanted) first += 1;
  if (first === words || value !== wanted) return overfull;
  let last = first;
  for (let k = first + 1; k < words; k += 1) if ((value += reader.readRice(shortBits)) === wanted) last = k;
  const counts = Array.from({ length: words }, () => reader.readGamma());
  return placesOf(reader, counts, { first, last, placeBits }, overfull);
}

interface Word {
  readonly hash: number;
  /** Ascending; of a word in many events only some. */
  readonly places: readonly number[];
}

function wordsOf(pairs: Float64Array): readonly Word[] {
  const words: { hash: number; places: number[] }[] = [];
  for (const pair of pairs) {
    const place = pair % placeUnit;
    const hash = (pair - place) / placeUnit;
    const last = words[words.length - 1];
    if (last?.hash !== hash) words.push({ hash, places: [place] });
    else if (last.places[last.places.length - 1] !== place && last.places.length <= mostPlaces) last.places.push(place);
  }
  return words;
}

function packStripe(words: readonly Word[], overfull: readonly number[]): Buffer {
  const largest = words.reduce((max, { places }) => Math.max(max, places[places.length - 1]), 0);
  const placeBits = 32 - Math.clz32(largest);
  const out = new BitWriter();
  for (const number of [overfull.length, ...overfull, words.length, placeBits]) out.writeGamma(number + 1);
  let before = 0;
  for (const { hash } of words) {
    const value = shorten(hash, words.length);
    out.writeRice(value - before, shortBits);
    before = value;
  }
  const counted = words.map(({ places }) => (isFew(places) ? places : []));
  for (const places of counted) out.writeGamma(places.length === 0 ? mostPlaces + 1 : places.length);
  for (const place of counted.flat()) out.write(place, placeBits);
  return out.finish();
}

function isFew(places: readonly number[]): boolean {
  return places.length <= mostPlaces && places[places.length - 1] < farPlace;
}

/** Spread over as many values as keep two words apart mostly; in the order of the hashes. */
function shorten(hash: number, words: number): number {
  return Math.floor(((hash & 0xfffffff) * words) / 2 ** (28 - shortBits));
}

function placesOf(reader: BitReader, counts: readonly number[], word: { first: number; last: number; placeBits: number }, overfull: readonly number[]): Places {
  const places = new Set(overfull);
  for (let k = 0; k <= word.last; k += 1) {
    if (counts[k] > mostPlaces) {
      if (k >= word.first) return 'anywhere';
      continue;
    }
    for (let n = 0; n < counts[k]; n += 1) {
      const place = reader.read(word.placeBits);
      if (k >= word.first) places.add(place);
    }
  }
  return [...places].sort((a, b) => a - b);
}
