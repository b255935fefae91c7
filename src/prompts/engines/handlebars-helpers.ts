import { canonicalJson, type Json } from '../../core/json.ts';
import { isList } from './mustache.ts';
import { type Run, TemplateFault } from './run.ts';

/** What a helper is called with. */
export interface HelperCall {
  params: readonly (Json | undefined)[];
  /** Names of the parameters, for what is missing. */
  names: readonly string[];
  hash: ReadonlyMap<string, Json | undefined>;
  run: Run;
  at: number;
}

/** Helpers that give a value. `role` and `history` put a mark into what comes out instead. */
export const INLINE_HELPERS: Readonly<Record<string, (call: HelperCall) => Json | undefined>> = {
  lookup: ({ params: [of, key] }) => {
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : '';
    if (of === null || typeof of !== 'object') return undefined;
    if (isList(of)) return /^(?:0|[1-9]\d*)$/.test(name) ? of[Number(name)] : undefined;
    return Object.hasOwn(of, name) ? of[name] : undefined;
  },
  log: () => '',
};

/** What Dotprompt adds. */
export const DOTPROMPT_HELPERS: typeof INLINE_HELPERS = {
  json: ({ params: [value], names: [name = ''], hash, run }) => {
    if (value === undefined) {
      run.missing.add(name);
      return '';
    }
    const indent = hash.get('indent');
    return JSON.stringify(value, null, typeof indent === 'number' ? Math.min(10, indent) : 0);
  },
  role: ({ params: [role], run, at }) => {
    const known = ['system', 'user', 'model', 'assistant', 'developer'];
    if (typeof role !== 'string' || !known.includes(role)) {
      throw new TemplateFault(
        '`role` needs the name of a role.',
        at,
        `Write \`{{role "user"}}\`; known are ${known.join(', ')}.`,
      );
    }
    run.emit('role', role === 'model' ? 'assistant' : role, at);
    return '';
  },
  history: ({ run, at }) => {
    run.emit('history', '', at);
    return '';
  },
  // A section marks where other tools may put something in. Nothing does here.
  section: () => '',
};

/** What `if` takes for false: also the empty list, and 0 unless `includeZero` is set. */
export function isFalse(value: Json | undefined, includeZero = false): boolean {
  if (value === 0) return !includeZero;
  return !value || (isList(value) && value.length === 0);
}

/** Whether two values are the same, as JavaScript's `===` says of texts, numbers and booleans; of data, by content. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}
