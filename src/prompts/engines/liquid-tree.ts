import type { Json } from '../../core/json.ts';
import type { PartialFile } from './link.ts';

/** A value: a literal, `empty` or `blank`, a range, or a path to a variable. */
export type LiquidValue = { at: number } & (
  | { kind: 'literal'; value: Json }
  | { kind: 'special'; word: 'empty' | 'blank' }
  | { kind: 'range'; from: LiquidValue; to: LiquidValue }
  | { kind: 'path'; name: string; steps: readonly LiquidValue[] }
);

/** A value with filters behind it. */
export interface Filtered {
  value: LiquidValue;
  filters: readonly LiquidFilter[];
}

export interface LiquidFilter {
  name: string;
  args: readonly LiquidValue[];
  named: readonly { name: string; value: LiquidValue }[];
  at: number;
}

/** Comparisons joined by `and` and `or`, which bind from the right, without precedence. */
export interface Condition {
  left: LiquidValue;
  sign: string | undefined;
  right: LiquidValue | undefined;
  next: { word: 'and' | 'or'; condition: Condition } | undefined;
  at: number;
}

export type LiquidNode = { at: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'output'; of: Filtered }
  | {
      kind: 'if';
      branches: readonly { test: Condition; negated: boolean; body: LiquidBody }[];
      otherwise: LiquidBody;
    }
  | {
      kind: 'case';
      of: LiquidValue;
      branches: readonly { values: readonly LiquidValue[]; body: LiquidBody }[];
      otherwise: LiquidBody;
    }
  | {
      kind: 'for';
      name: string;
      over: LiquidValue;
      reversed: boolean;
      limit: LiquidValue | undefined;
      offset: LiquidValue | undefined;
      body: LiquidBody;
      otherwise: LiquidBody;
    }
  | { kind: 'assign'; name: string; of: Filtered }
  | { kind: 'capture'; name: string; body: LiquidBody }
  | { kind: 'cycle'; group: string; values: readonly LiquidValue[] }
  | { kind: 'count'; name: string; by: 1 | -1 }
  | { kind: 'break' | 'continue' }
  | {
      kind: 'include';
      included: { file: PartialFile; body: LiquidBody } | undefined;
      /** `render` sees nothing of the variables around it but what it is given. */
      isolated: boolean;
      /** What `with` or `for` gives it, and the name it has there. */
      given: { value: LiquidValue; name: string; each: boolean } | undefined;
      args: readonly { name: string; value: LiquidValue }[];
    }
);

export type LiquidBody = readonly LiquidNode[];
