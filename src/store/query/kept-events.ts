// Events that were read lately, by place and within a number of bytes: what a place holds never changes.
import type { StoredEvent } from '../store.ts';

export class KeptEvents {
  private readonly byPlace = new Map<string, StoredEvent>();
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get(place: string): StoredEvent | undefined {
    return this.byPlace.get(place);
  }

  add(place: string, event: StoredEvent): void {
    if (this.byPlace.has(place)) return;
    this.byPlace.set(place, event);
    this.bytes += event.bytes.length;
    for (const [oldest, { bytes }] of this.byPlace) {
      if (this.bytes <= this.maxBytes) return;
      this.byPlace.delete(oldest);
      this.bytes -= bytes.length;
    }
  }
}
