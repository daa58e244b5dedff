// Blocks of bodies that are read back from the spool, each small enough for memory, in order of arrival.
import type { BodyContext, EncodedBody } from '../store/encode-body.ts';
import { createSpoolReader, type SpoolDamage } from './spool-reader.ts';
import type { SpoolRecord } from './spool-record.ts';
import type { Spool } from './spool.ts';

export interface SpoolBlocksOptions {
  readonly spool: Pick<Spool, 'segments'>;
  /** Bodies after this sequence. */
  readonly after: number;
  /** Others are passed over; absent = all. */
  readonly wants?: (context: BodyContext) => boolean;
  readonly encode: (bytes: Uint8Array, context: BodyContext) => Promise<EncodedBody>;
  readonly onDamage: (damage: SpoolDamage) => Promise<void>;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

export interface SpoolBlocks {
  /**
   * The next bodies up to the sequence `through`; none where no more can be read now. `isWhole`: all of them are one block that was
   * begun before, whatever its size.
   */
  next(through: number, isWhole: boolean): Promise<readonly EncodedBody[]>;
  /** True where the next record comes after what was asked for: nothing up to there is left. */
  isPast(through: number): boolean;
}

export function createSpoolBlocks({ spool, after, wants = () => true, encode, onDamage, maxEvents, maxBytes }: SpoolBlocksOptions): SpoolBlocks {
  const reader = createSpoolReader(spool, after, onDamage);
  /** A record that was read and belongs to a later block. */
  let ahead: SpoolRecord | null = null;
  const nextWanted = async (): Promise<SpoolRecord | null> => {
    let record = await reader.next();
    while (record !== null && !wants(record.context)) record = await reader.next();
    return record;
  };
  return {
    next: async (through, isWhole) => {
      const bodies: EncodedBody[] = [];
      let bytes = 0;
      let events = 0;
      const isFull = (more: number): boolean => !isWhole && bodies.length > 0 && (bytes + more > maxBytes || events >= maxEvents);
      for (;;) {
        ahead ??= await nextWanted();
        if (ahead === null || ahead.context.seq > through || isFull(ahead.bytes.length)) return bodies;
        const body = await encode(ahead.bytes, ahead.context);
        bodies.push(body);
        bytes += body.buffer.length;
        events += body.rows.length;
        const isLast = ahead.context.seq === through;
        ahead = null;
        if (isLast) return bodies;
      }
    },
    isPast: (through) => ahead !== null && ahead.context.seq > through,
  };
}
