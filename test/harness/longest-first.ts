// The order of test files: those that take minutes begin first, so that none of them runs alone at the end while the other core rests.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the slowest on, each more than a minute of a core. */
const slow = ['every-page', 'backlog', 'language', 'durability', 'rollout', 'node-rollback', 'node-enable', 'completeness', 'full-disk', 'ten-questions'];

function rankOf({ moduleId }: TestSpecification): number {
  const rank = slow.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return rank < 0 ? slow.length : rank;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted
      .map((file, place) => ({ file, place, rank: rankOf(file) }))
      .sort((a, b) => a.rank - b.rank || a.place - b.place)
      .map(({ file }) => file);
  }
}
