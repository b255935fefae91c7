import type { Json } from '../../core/json.ts';
import type { PartialFile } from './link.ts';

/** An expression. `at` is its offset in the template. */
export type Expression = { at: number } & (
  | { kind: 'literal'; value: Json }
  | { kind: 'name'; name: string }
  | { kind: 'member'; of: Expression; key: Expression }
  | { kind: 'slice'; of: Expression; bounds: readonly (Expression | undefined)[] }
  | { kind: 'call'; callee: Expression; args: Arguments }
  | { kind: 'filter'; of: Expression; name: string; args: Arguments }
  | { kind: 'test'; of: Expression; name: string; args: Arguments; negated: boolean }
  | { kind: 'not' | 'minus' | 'plus'; of: Expression }
  | { kind: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'compare'; first: Expression; rest: readonly { sign: string; to: Expression }[] }
  | { kind: 'arithmetic'; sign: string; left: Expression; right: Expression }
  | { kind: 'choice'; test: Expression; chosen: Expression; otherwise: Expression | undefined }
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'dict'; pairs: readonly { key: Expression; value: Expression }[] }
);

export interface Arguments {
  positional: readonly Expression[];
  named: readonly { name: string; value: Expression }[];
}

/** What `set`, `for` and `with` assign to: names, or a namespace's member. */
export type Target = { names: readonly string[] } | { of: string; member: string };

export interface Parameter {
  name: string;
  fallback: Expression | undefined;
}

/** A filter as it stands in `{% filter %}` and `{% set x | … %}`. */
export interface FilterCall {
  name: string;
  args: Arguments;
  at: number;
}

export type Statement = { at: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'output'; of: Expression }
  | { kind: 'if'; branches: readonly { test: Expression; body: Body }[]; otherwise: Body }
  | {
      kind: 'for';
      target: readonly string[];
      over: Expression;
      only: Expression | undefined;
      recursive: boolean;
      body: Body;
      otherwise: Body;
    }
  | { kind: 'set'; target: Target; value: Expression }
  | { kind: 'capture'; target: Target; filters: readonly FilterCall[]; body: Body }
  | { kind: 'filtered'; filters: readonly FilterCall[]; body: Body }
  | { kind: 'with'; bindings: readonly { name: string; value: Expression }[]; body: Body }
  | { kind: 'macro'; name: string; parameters: readonly Parameter[]; body: Body }
  | { kind: 'callBlock'; call: Expression; parameters: readonly Parameter[]; body: Body }
  | { kind: 'block'; body: Body }
  /** `isolated`: the file sees none of the variables around it. */
  | { kind: 'include'; included: Included | undefined; isolated: boolean }
  /** The file's macros and variables: all of them under one name, or some of them. */
  | { kind: 'import'; included: Included; as: string }
  | { kind: 'from'; included: Included; names: readonly { name: string; as: string }[] }
  | { kind: 'do'; of: Expression }
  | { kind: 'break' | 'continue' }
);

export type Body = readonly Statement[];

/** Another file of the prompt's. */
export interface Included {
  file: PartialFile;
  body: Body;
}
