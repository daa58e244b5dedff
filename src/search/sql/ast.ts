// A SELECT as a tree: what the parser makes, the printer prints and the compiler makes a statement of.
import type { NamePart } from '../resolve-field.ts';

/** Where a node stands, in UTF-16 units of the whole query. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export const intervalUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type IntervalUnit = (typeof intervalUnits)[number];

/** What CAST makes. */
export const castTypes = ['text', 'number', 'timestamp', 'boolean'] as const;
export type CastType = (typeof castTypes)[number];

export type Expression = Place &
  (
    | { readonly type: 'text'; readonly value: string }
    /** `value` as written: a decimal. */
    | { readonly type: 'number'; readonly value: string }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'null' }
    | { readonly type: 'interval'; readonly amount: number; readonly unit: IntervalUnit }
    | { readonly type: 'name'; readonly parts: readonly NamePart[] }
    /** A function, or an operator by its sign or word (`=`, `and`, `like`, `in`, `is null` …). `name` is lower-case. */
    | {
        readonly type: 'call';
        readonly name: string;
        readonly items: readonly Expression[];
        readonly isDistinct?: true;
        /** `quantile(0.95)(x)` */
        readonly parameter?: string;
      }
    | { readonly type: 'star' }
    | {
        readonly type: 'case';
        readonly operand: Expression | null;
        readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
        readonly otherwise: Expression | null;
      }
    | { readonly type: 'cast'; readonly operand: Expression; readonly target: CastType }
  );

export interface SelectItem {
  readonly expression: Expression;
  readonly alias: string | null;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface Select {
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly orderBy: readonly OrderItem[];
  readonly limit: number | null;
  readonly offset: number | null;
}
