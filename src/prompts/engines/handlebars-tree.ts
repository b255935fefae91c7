import type { Json } from '../../core/json.ts';
import type { PartialFile } from './link.ts';

/** A value: a literal, a path to a variable, or a helper's call. */
export type HandlebarsValue = { at: number; name: string } & (
  | { kind: 'literal'; value: Json | undefined }
  | {
      kind: 'path';
      parts: readonly string[];
      /** How many contexts further out it begins: the number of `../`. */
      depth: number;
      /** `@index` and the like. */
      isData: boolean;
      /** Written with `this` or `.`: never a helper or block parameter. */
      isScoped: boolean;
    }
  | { kind: 'call'; helper: string; args: HandlebarsArguments }
);

export interface HandlebarsArguments {
  params: readonly HandlebarsValue[];
  hash: readonly { key: string; value: HandlebarsValue }[];
}

export type HandlebarsNode = { at: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'output'; of: HandlebarsValue }
  | {
      kind: 'block';
      /** The helper, or `undefined` for a section over `of`. */
      helper: string | undefined;
      of: HandlebarsValue;
      args: HandlebarsArguments;
      names: readonly string[];
      body: HandlebarsBody;
      otherwise: HandlebarsBody;
    }
  | { kind: 'inline'; name: string; body: HandlebarsBody }
  | {
      kind: 'partial';
      name: string;
      args: HandlebarsArguments;
      indent: string;
      block: HandlebarsBody | undefined;
      /** What its name means when no inline partial has it. */
      included: { file: PartialFile; body: HandlebarsBody } | undefined;
    }
);

export type HandlebarsBody = readonly HandlebarsNode[];
