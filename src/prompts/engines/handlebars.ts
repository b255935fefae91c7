import type { Json, JsonObject } from '../../core/json.ts';
import { DOTPROMPT_HELPERS, type HelperCall, INLINE_HELPERS, isFalse, isSame } from './handlebars-helpers.ts';
import { parseHandlebars } from './handlebars-parser.ts';
import type {
  HandlebarsArguments,
  HandlebarsBody,
  HandlebarsNode,
  HandlebarsValue,
} from './handlebars-tree.ts';
import { inFile, type Link, NO_LINK } from './link.ts';
import { isList, javascriptText } from './mustache.ts';
import { type Compiled, type Run, TemplateFault } from './run.ts';

type Value = Json | undefined;

/** Where a piece of a template stands: contexts and `@` data, the innermost first, block parameters and inline partials. */
interface Frame {
  contexts: readonly Value[];
  data: readonly ReadonlyMap<string, Value>[];
  names: ReadonlyMap<string, Value>;
  partials: ReadonlyMap<string, { body: HandlebarsBody; frame: Frame | undefined }>;
}

const BLOCKS = ['if', 'unless', 'each', 'with'];
const DOTPROMPT_BLOCKS = ['ifEquals', 'unlessEquals'];

/**
 * Reads a Handlebars template, with Dotprompt's helpers when told so. Handlebars itself makes a program of a template;
 * here its tree is walked instead. Only own members of JSON values can be reached. Values come out as they are,
 * without HTML escaping: a prompt is no web page.
 * @throws TemplateFault
 */
export function compileHandlebars(template: string, dotprompt = false, link: Link = NO_LINK): Compiled {
  const helpers = dotprompt ? { ...INLINE_HELPERS, ...DOTPROMPT_HELPERS } : INLINE_HELPERS;
  const block = dotprompt ? [...BLOCKS, ...DOTPROMPT_BLOCKS] : BLOCKS;
  const { body, includes, mayInclude } = parseHandlebars(
    template,
    { inline: Object.keys(helpers), block },
    link,
  );
  return {
    includes,
    mayInclude,
    render: (vars: JsonObject, run) => {
      const data = new Map<string, Value>([['root', vars]]);
      new Renderer(run, helpers).body(body, {
        contexts: [vars],
        data: [data],
        names: new Map(),
        partials: new Map(),
      });
    },
  };
}

class Renderer {
  readonly #run: Run;
  readonly #helpers: typeof INLINE_HELPERS;

  constructor(run: Run, helpers: typeof INLINE_HELPERS) {
    this.#run = run;
    this.#helpers = helpers;
  }

  body(body: HandlebarsBody, outer: Frame): void {
    let frame = outer;
    const inlines = body.filter((node) => node.kind === 'inline');
    if (inlines.length > 0) {
      const defined = inlines.map(
        ({ name, body: inner }) => [name, { body: inner, frame: undefined }] as const,
      );
      frame = { ...outer, partials: new Map([...outer.partials, ...defined]) };
    }
    for (const node of body) {
      this.#run.step(node.at);
      this.#run.deeper(node.at, () => this.#node(node, frame));
    }
  }

  #node(node: HandlebarsNode, frame: Frame): void {
    const { at } = node;
    if (node.kind === 'text') this.#run.emit('literal', node.text, at);
    else if (node.kind === 'output') {
      const value = this.#value(node.of, frame);
      if (value === undefined) this.#run.missing.add(node.of.name);
      else this.#run.emit('value', typeof value === 'string' ? value : javascriptText(value), at);
    } else if (node.kind === 'block') this.#block(node, frame);
    else if (node.kind === 'partial') this.#partial(node, frame);
  }

  #block(node: Extract<HandlebarsNode, { kind: 'block' }>, frame: Frame): void {
    const { helper, args, body, otherwise, at } = node;
    if (helper === undefined) {
      this.#section(node, this.#value(node.of, frame), frame);
      return;
    }
    const { params, names, hash } = this.#call(args, frame, at);
    const [first, second] = params;
    const needed = DOTPROMPT_BLOCKS.includes(helper) ? 2 : 1;
    if (params.length !== needed) {
      throw new TemplateFault(
        `\`#${helper}\` needs ${needed === 1 ? 'one value' : 'two values'}.`,
        at,
        `Write \`{{#${helper} …}}\` with ${needed}.`,
      );
    }
    if (helper === 'each') {
      if (first === undefined) this.#run.missing.add(names[0] ?? '');
      this.#each(node, first, frame);
    } else if (helper === 'with') {
      if (isFalse(first, true)) this.body(otherwise, frame);
      else this.body(body, inner(frame, first, node.names, [first]));
    } else {
      const holds = helper.endsWith('Equals')
        ? isSame(first, second)
        : !isFalse(first, hash.get('includeZero') === true);
      this.body(holds === helper.startsWith('if') ? body : otherwise, frame);
    }
  }

  /** A block over a plain value: a list is gone over, an object becomes the context, false gives the other branch. */
  #section(node: Extract<HandlebarsNode, { kind: 'block' }>, value: Value, frame: Frame): void {
    if (value === true) this.body(node.body, frame);
    else if (isFalse(value, true)) this.body(node.otherwise, frame);
    else if (isList(value)) this.#each(node, value, frame);
    else this.body(node.body, inner(frame, value, node.names, [value]));
  }

  #each(node: Extract<HandlebarsNode, { kind: 'block' }>, over: Value, frame: Frame): void {
    const entries: [string | number, Json][] = isList(over)
      ? [...over.entries()]
      : typeof over === 'object' && over !== null
        ? Object.entries(over)
        : [];
    if (entries.length === 0) this.body(node.otherwise, frame);
    for (const [index, [key, item]] of entries.entries()) {
      this.#run.step(node.at);
      const data = new Map<string, Value>([
        ['index', index],
        ['key', key],
        ['first', index === 0],
        ['last', index === entries.length - 1],
      ]);
      const own = inner(frame, item, node.names, [item, key]);
      this.body(node.body, { ...own, data: [data, ...frame.data] });
    }
  }

  #partial(node: Extract<HandlebarsNode, { kind: 'partial' }>, frame: Frame): void {
    const { at, name, indent, block, included } = node;
    const found = frame.partials.get(name);
    const body = found?.body ?? included?.body ?? block;
    if (body === undefined) return;
    const { params, hash } = this.#call(node.args, frame, at);
    const context = params.length > 0 ? params[0] : frame.contexts[0];
    const base = typeof context === 'object' && context !== null && !isList(context) ? context : {};
    const extended: Value =
      hash.size === 0
        ? context
        : {
            ...base,
            ...Object.fromEntries([...hash].filter((pair): pair is [string, Json] => pair[1] !== undefined)),
          };
    const partials = new Map(frame.partials);
    if (block !== undefined) partials.set('@partial-block', { body: block, frame });
    const own = found?.frame ?? inner({ ...frame, partials }, extended, [], []);
    const render = () => {
      if (found === undefined && included) inFile(included.file, () => this.body(body, own));
      else this.body(body, own);
    };
    if (indent === '') render();
    else {
      const text = this.#run.capture(render);
      this.#run.emit('value', text.replace(/^(?=.)/gm, indent), at);
    }
  }

  #call(args: HandlebarsArguments, frame: Frame, at: number): HelperCall {
    return {
      params: args.params.map((param) => this.#value(param, frame)),
      names: args.params.map(({ name }) => name),
      hash: new Map(args.hash.map(({ key, value }) => [key, this.#value(value, frame)])),
      run: this.#run,
      at,
    };
  }

  #value(value: HandlebarsValue, frame: Frame): Value {
    this.#run.step(value.at);
    if (value.kind === 'literal') return value.value;
    if (value.kind === 'call') {
      const helper = Object.hasOwn(this.#helpers, value.helper) ? this.#helpers[value.helper] : undefined;
      return helper?.(this.#call(value.args, frame, value.at));
    }
    const [first, ...rest] = value.parts;
    if (value.isData) return follow(dataOf(frame, value.depth, first ?? ''), rest);
    if (first !== undefined && value.depth === 0 && !value.isScoped && frame.names.has(first)) {
      return follow(frame.names.get(first), rest);
    }
    return follow(frame.contexts[value.depth], value.parts);
  }
}

function inner(frame: Frame, context: Value, names: readonly string[], values: readonly Value[]): Frame {
  const bound = names.map((name, index) => [name, values[index]] as const);
  return {
    ...frame,
    contexts: context === frame.contexts[0] ? frame.contexts : [context, ...frame.contexts],
    names: new Map([...frame.names, ...bound]),
  };
}

/** `@index` of the loop that is `depth` loops out; `@root` and the like are found from anywhere. */
function dataOf(frame: Frame, depth: number, name: string): Value {
  for (const data of frame.data.slice(depth)) if (data.has(name)) return data.get(name);
  return undefined;
}

/** The value that own members lead to; of lists and texts also their length. */
function follow(from: Value, steps: readonly string[]): Value {
  let value = from;
  for (const step of steps) {
    if (step === 'length' && (isList(value) || typeof value === 'string')) value = value.length;
    else if (isList(value)) value = /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined;
    else if (typeof value === 'object' && value !== null)
      value = Object.hasOwn(value, step) ? value[step] : undefined;
    else value = undefined;
  }
  return value;
}
