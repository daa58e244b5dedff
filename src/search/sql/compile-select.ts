// A SELECT becomes the outer half of a statement: columns c0, c1 … come from below, results leave as r0, r1 …, values as placeholders.
import { fail } from '../lex.ts';
import { printFieldName } from '../field-name.ts';
import type { Expression, OrderItem, Select, SelectItem } from './ast.ts';
import { compileExpression, type Scope } from './compile-expression.ts';
import { convert, type Binder, type Compiled } from './compiled.ts';
import type { Kind } from './functions.ts';
import { printExpression } from './print-sql.ts';
import { resolveColumn, stampName, wholeName, type SqlColumn } from './resolve-column.ts';
import { rewriteNames } from './rewrite-names.ts';

/** What `SELECT *` shows. */
export const starNames: readonly string[] = [
  'stageTimestamp',
  'cluster',
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.namespace',
  'objectRef.name',
  'responseStatus.code',
  'sourceIP',
  'userAgent',
  'requestURI',
];

export interface CompiledSelect {
  /** Fields that the inner half must give, as c0, c1 … in this order. */
  readonly columns: readonly SqlColumn[];
  /** `SELECT …` up to FROM, and what follows FROM; neither holds text of the query. */
  readonly head: string;
  readonly tail: string;
  readonly outputs: readonly { readonly name: string; readonly kind: Kind }[];
  readonly limit: number | null;
  readonly offset: number | null;
}

/** Throws QueryProblem. */
export function compileSelect(binder: Binder, select: Select): CompiledSelect {
  return new SelectCompiler(binder, select).compile();
}

type NameNode = Extract<Expression, { type: 'name' }>;
const noAliases: ReadonlyMap<string, Expression> = new Map();
/** Characters that aliases may add to a statement. */
const maxExpanded = 50_000;

class SelectCompiler {
  private readonly columns: SqlColumn[] = [];
  private expanded = 0;
  private readonly aliases: Map<string, Expression>;
  private readonly items: readonly SelectItem[];
  private readonly binder: Binder;
  private readonly select: Select;

  constructor(binder: Binder, select: Select) {
    this.binder = binder;
    this.select = select;
    this.items = select.items.flatMap((item) => (item.expression.type === 'star' ? starItems(item.expression) : [item]));
    this.aliases = new Map(this.items.flatMap(({ alias, expression }) => (alias === null ? [] : [[alias, expression] as const])));
  }

  compile(): CompiledSelect {
    const { where, having, orderBy, isDistinct, limit, offset } = this.select;
    const condition = where === null ? null : this.condition(this.fields('in WHERE'), this.plain(where, this.aliases));
    const groupNodes = this.select.groupBy.map((node) => this.meant(node));
    const groups = groupNodes.map((node) => compileExpression(this.fields('in GROUP BY'), node));
    const grouped: Scope = { ...this.fields(null), groups: new Set(groupNodes.map((node) => printExpression(node))) };
    const results = this.items.map(({ expression }) => this.result(compileExpression(grouped, this.plain(expression, noAliases))));
    const after = having === null ? null : this.condition(grouped, this.meant(having));
    const order = orderBy.map((item) => this.order(grouped, item));
    this.refuseFree([...results, ...order, ...(after === null ? [] : [after])], groups.length > 0 || after !== null);
    return {
      columns: this.columns,
      head: `SELECT ${isDistinct ? 'DISTINCT ' : ''}${results.map(({ sql }, k) => `${sql} AS r${k}`).join(', ')}`,
      tail: clauses({ WHERE: condition === null ? [] : [condition], 'GROUP BY': groups, HAVING: after === null ? [] : [after], 'ORDER BY': order }),
      outputs: this.items.map(({ expression, alias }, k) => ({ name: alias ?? this.nameOf(expression), kind: results[k].kind })),
      limit,
      offset,
    };
  }

  /** Names are fields. */
  private fields(noAggregates: string | null): Scope {
    return {
      binder: this.binder,
      groups: new Set(),
      noAggregates,
      name: (node) => this.column(node, resolveColumn(this.binder.text, node.parts, node, 'value')),
      values: (node, mode) => this.column(node, resolveColumn(this.binder.text, node.parts, node, mode)),
    };
  }

  /** In GROUP BY, HAVING and ORDER BY, a place (1 = the first column) or an alias alone is the expression of that column. */
  private meant(node: Expression): Expression {
    const { binder } = this;
    if (node.type === 'name' && node.parts.length === 1) {
      const alias = this.aliases.get(node.parts[0].text);
      if (alias !== undefined) return this.plain(alias, noAliases);
    }
    if (node.type !== 'number') return this.plain(node, this.aliases);
    const item = /^\d+$/.test(node.value) ? this.items[Number(node.value) - 1] : undefined;
    return item === undefined
      ? fail(binder.text, node.from, 'bad_value', `There is no column ${node.value}.`, `There are columns 1 to ${this.items.length}.`)
      : this.plain(item.expression, noAliases);
  }

  /** With whole names for fields, and expressions for the aliases that are no fields: equal expressions then read equal. */
  private plain(node: Expression, aliases: ReadonlyMap<string, Expression>): Expression {
    return rewriteNames(node, (name) => {
      const parts = wholeName(name.parts);
      if (parts !== null) return { ...name, parts };
      const alias = name.parts.length === 1 ? aliases.get(name.parts[0].text) : undefined;
      if (alias === undefined) return name;
      this.expanded += printExpression(alias).length;
      if (this.expanded > maxExpanded)
        fail(this.binder.text, name.from, 'query_syntax', 'The statement is too long with its names written out.', 'Name fewer things.');
      return this.plain(alias, noAliases);
    });
  }

  private column(node: NameNode, column: SqlColumn): Compiled {
    const same = (other: SqlColumn): boolean =>
      other.mode === column.mode &&
      other.field === column.field &&
      other.path.length === column.path.length &&
      other.path.every((key, k) => key === column.path[k]);
    let at = this.columns.findIndex(same);
    if (at < 0) at = this.columns.push(column) - 1;
    return { sql: `c${at}`, kind: column.kind, hasAggregate: false, isFree: true, node };
  }

  private condition(scope: Scope, node: Expression): Compiled {
    return convert(this.binder, compileExpression(scope, node), 'boolean');
  }

  private result(item: Compiled): Compiled {
    if (item.kind === 'interval') fail(this.binder.text, item.node.from, 'bad_value', 'An interval is no result.', 'Add it to a time.');
    return item.kind === 'boolean' ? { ...item, sql: `CAST(${item.sql}, 'Nullable(Bool)')` } : item;
  }

  private order(scope: Scope, { expression, isDescending, nulls }: OrderItem): Compiled {
    const item = compileExpression(scope, this.meant(expression));
    if (item.kind === 'interval' || item.kind === 'list') fail(this.binder.text, item.node.from, 'bad_value', 'This has no order.', 'Order by single values.');
    return { ...item, sql: `${item.sql}${isDescending ? ' DESC' : ' ASC'}${nulls === null ? '' : ` NULLS ${nulls.toUpperCase()}`}` };
  }

  private refuseFree(items: readonly Compiled[], isGrouped: boolean): void {
    const free = isGrouped || items.some((item) => item.hasAggregate) ? items.find((item) => item.isFree) : undefined;
    if (free !== undefined)
      fail(
        this.binder.text,
        free.node.from,
        'bad_value',
        `${this.nameOf(free.node).slice(0, 60)} is neither grouped by nor in an aggregate.`,
        'Add it to GROUP BY, or write any(…), max(…).',
      );
  }

  /** The name of a result without an alias: as it is written. */
  private nameOf(node: Expression): string {
    if (node.type !== 'name') return printExpression(node);
    return node.parts[0].text === stampName ? stampName : printFieldName(node.parts.map(({ text }) => text));
  }
}

function clauses(parts: Readonly<Record<string, readonly Compiled[]>>): string {
  return Object.entries(parts)
    .filter(([, items]) => items.length > 0)
    .map(([word, items]) => `${word} ${items.map(({ sql }) => sql).join(', ')}`)
    .join(' ');
}

function starItems({ from, to }: Expression): SelectItem[] {
  return starNames.map((name) => ({ expression: { type: 'name', parts: name.split('.').map((text) => ({ text, isQuoted: false })), from, to }, alias: null }));
}
