// The judge's own reading of an event: a second, deliberately plain JSON reader and the query language's meanings, sharing no code with the product.

export type Node =
  | { t: 'string'; s: string }
  | { t: 'number'; s: string }
  | { t: 'boolean'; s: string }
  | { t: 'null' }
  | { t: 'array'; items: Node[] }
  | { t: 'object'; entries: [string, Node][] };

/** Reads JSON text character by character, with an explicit stack. */
export function readJson(text: string): Node {
  let i = 0;
  const stack: (Extract<Node, { t: 'array' }> | Extract<Node, { t: 'object' }>)[] = [];
  let key: string | undefined;
  let result: Node | undefined;
  const put = (node: Node): void => {
    const parent = stack.at(-1);
    if (parent === undefined) result = node;
    else if (parent.t === 'array') parent.items.push(node);
    else {
      parent.entries.push([key!, node]);
      key = undefined;
    }
  };
  while (i < text.length) {
    const c = text[i];
    if (c === '{' || c === '[') {
      const node: (typeof stack)[number] = c === '{' ? { t: 'object', entries: [] } : { t: 'array', items: [] };
      put(node);
      stack.push(node);
      i += 1;
    } else if (c === '}' || c === ']') {
      stack.pop();
      i += 1;
    } else if (c === '"') {
      let end = i + 1;
      while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      const s = JSON.parse(text.slice(i, end + 1)) as string;
      i = end + 1;
      if (stack.at(-1)?.t === 'object' && key === undefined) key = s;
      else put({ t: 'string', s });
    } else if (/[-0-9]/.test(c)) {
      const s = /^[-+.0-9eE]+/.exec(text.slice(i, i + 4096))![0];
      put({ t: 'number', s });
      i += s.length;
    } else if (c === 't' || c === 'f' || c === 'n') {
      const s = c === 't' ? 'true' : c === 'f' ? 'false' : 'null';
      put(s === 'null' ? { t: 'null' } : { t: 'boolean', s });
      i += s.length;
    } else i += 1;
  }
  return result!;
}

/** An event as the language sees it. */
export class Document {
  readonly root: Node;
  readonly line: Buffer;
  readonly cluster: string;

  constructor(line: Buffer, cluster = '') {
    this.line = line;
    this.cluster = cluster;
    this.root = readJson(new TextDecoder().decode(line));
  }

  /** Values at a path; every list on the way is stepped through, lists at the end stay. */
  at(...path: string[]): Node[] {
    let nodes: Node[] = [this.root];
    for (const name of path)
      nodes = spread(nodes).flatMap((node) => {
        if (node.t !== 'object') return [];
        const last = node.entries.filter(([key]) => key === name).at(-1);
        return last === undefined ? [] : [last[1]];
      });
    return nodes;
  }

  /** The strings at a path, lists opened. */
  strings(...path: string[]): string[] {
    return spread(this.at(...path)).flatMap((node) => (node.t === 'string' ? [node.s] : []));
  }

  string(...path: string[]): string | undefined {
    const node = this.at(...path).at(-1);
    return node?.t === 'string' ? node.s : undefined;
  }

  number(...path: string[]): number | undefined {
    const node = this.at(...path).at(-1);
    return node?.t === 'number' ? Number(node.s) : undefined;
  }

  /** There, and not null, "" or []. */
  has(...path: string[]): boolean {
    return this.at(...path).some((node) => node.t !== 'null' && !(node.t === 'string' && node.s === '') && !(node.t === 'array' && node.items.length === 0));
  }

  get actor(): string {
    const name = this.string('user', 'username');
    if (name !== undefined && name.startsWith('system:') && !['system:admin', 'system:anonymous', 'system:unsecured'].includes(name)) return 'component';
    return this.strings('user', 'groups').some((group) => group === 'system:masters' || group === 'kubeadm:cluster-admins') ? 'admin' : 'human';
  }

  get sourceIP(): string | undefined {
    return this.strings('sourceIPs').at(-1);
  }

  get client(): [string, string] {
    const [product] = (this.string('userAgent') ?? '').split(' ');
    const slash = product.indexOf('/');
    return slash < 0 ? [product, ''] : [product.slice(0, slash), product.slice(slash + 1)];
  }

  get rbac(): [string, string] {
    const match = /^RBAC: allowed by (?:Cluster)?RoleBinding "([^"]*)" of (?:Cluster)?Role "([^"]*)" to /.exec(
      this.string('annotations', 'authorization.k8s.io/reason') ?? '',
    );
    return match === null ? ['', ''] : [match[1], match[2]];
  }

  /** Microseconds since the epoch of a timestamp with six decimals and Z. */
  micros(name: string): number | undefined {
    const text = this.string(name);
    return text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text)
      ? Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26))
      : undefined;
  }

  get durationMicros(): number | undefined {
    const [from, to] = [this.micros('requestReceivedTimestamp'), this.micros('stageTimestamp')];
    return from === undefined || to === undefined ? undefined : to - from;
  }

  uri(name: string): string[] {
    const uri = this.string('requestURI') ?? '';
    return uri.includes('?') ? new URLSearchParams(uri.slice(uri.indexOf('?') + 1)).getAll(name) : [];
  }

  /** All strings that text terms look at. */
  texts(scope: 'event' | 'requestObject' | 'responseObject'): string[] {
    if (scope !== 'event') return this.at(scope).flatMap((node) => textOf(node, true));
    if (this.root.t !== 'object') return [];
    return this.root.entries.flatMap(([key, node]) => {
      if (key === 'kind' || key === 'apiVersion') return [];
      if ((key === 'user' || key === 'impersonatedUser') && node.t === 'object') return node.entries.flatMap(([name, part]) => textOf(part, name === 'extra'));
      return textOf(node, ['requestObject', 'responseObject', 'annotations'].includes(key));
    });
  }

  hasPhrase(phrase: string, scope: 'event' | 'requestObject' | 'responseObject' = 'event', isPrefix = false): boolean {
    const wanted = wordsOf(phrase);
    return this.texts(scope).some((text) => {
      const words = wordsOf(text);
      return words.some((_, from) =>
        wanted.every((word, k) =>
          isPrefix && k === wanted.length - 1 ? (words[from + k] ?? '').startsWith(word) && words[from + k] !== undefined : words[from + k] === word,
        ),
      );
    });
  }

  hasPart(part: string, scope: 'event' | 'requestObject' | 'responseObject' = 'event'): boolean {
    return this.texts(scope).some((text) => text.toLowerCase().includes(part.toLowerCase()));
  }
}

export function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}_]+/gu)].map(([word]) => word);
}

export function spread(nodes: Node[]): Node[] {
  const flat: Node[] = [];
  const todo = [...nodes].reverse();
  for (let node = todo.pop(); node !== undefined; node = todo.pop())
    if (node.t === 'array') todo.push(...node.items.toReversed());
    else flat.push(node);
  return flat;
}

function textOf(node: Node, withKeys: boolean): string[] {
  const found: string[] = [];
  const todo = [node];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.t === 'array') for (const item of next.items) todo.push(item);
    else if (next.t === 'object')
      for (const [key, child] of next.entries) {
        if (withKeys) found.push(key);
        todo.push(child);
      }
    else if (next.t !== 'null') found.push(next.s);
  }
  return found;
}

/** The value of a decimal as a fraction of big integers: exact, for exponents that can be written out. */
export function exactly(text: string): [bigint, bigint] | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (match === null || Math.abs(Number(match[4] ?? 0)) > 2000) return undefined;
  const [, sign, whole, fraction = '', power = '0'] = match;
  const digits = BigInt(sign + whole + fraction);
  const shift = Number(power) - fraction.length;
  return shift >= 0 ? [digits * 10n ** BigInt(shift), 1n] : [digits, 10n ** BigInt(-shift)];
}

/** Negative, zero, positive; undefined when either cannot be written out. */
export function compareExactly(a: string, b: string): number | undefined {
  const [x, y] = [exactly(a), exactly(b)];
  if (x === undefined || y === undefined) return undefined;
  const difference = x[0] * y[1] - y[0] * x[1];
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A v4 address (or its ::ffff: form) as a number. */
export function v4(text: string): number | undefined {
  const match = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(text);
  return match === null ? undefined : match.slice(1).reduce((sum, part) => sum * 256 + Number(part), 0);
}
