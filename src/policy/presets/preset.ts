// What a preset is: a draft with a name, a title and where it comes from.
import type { Draft } from '../draft.ts';

export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly draft: Draft;
}
