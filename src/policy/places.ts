// From the path of a field (`rules[3].users[0]`) to its place in the text; a field that is not written stands where its parent does.
import type { MapNode, SourceNode, Span } from './source-node.ts';

export interface Place {
  readonly path: string;
  readonly span: Span;
}

export interface Places {
  of(path: string): Place;
}

export function createPlaces(root: MapNode): Places {
  return {
    of(path) {
      let node: SourceNode = root;
      for (const [, name, index] of path.matchAll(/([A-Za-z]+)|\[(\d+)\]/g)) {
        const next: SourceNode | undefined = name === undefined ? itemOf(node, Number(index)) : node.type === 'map' ? node.entries.get(name)?.value : undefined;
        if (next === undefined) break;
        node = next;
      }
      return { path, span: node.span };
    },
  };
}

function itemOf(node: SourceNode, index: number): SourceNode | undefined {
  return node.type === 'list' ? node.items[index] : undefined;
}
