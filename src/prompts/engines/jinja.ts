import type { Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { type Context, data, type Given, itemsOf } from './jinja-context.ts';
import { evaluate, given } from './jinja-evaluate.ts';
import { callFilter, FILTER_NAMES } from './jinja-filters.ts';
import { parseJinja } from './jinja-statements.ts';
import { TEST_NAMES } from './jinja-tests.ts';
import type { Body, FilterCall, Included, Statement, Target } from './jinja-tree.ts';
import { isList, Macro, Namespace, pythonText, Scope, truthy, type Value } from './jinja-values.ts';
import { inFile, type Link, NO_LINK } from './link.ts';
import { type Compiled, type Run, TemplateFault } from './run.ts';

/** What a statement says about the loop around it. */
type Flow = 'break' | 'continue' | undefined;

/**
 * Reads a Jinja template. It is worked out by walking its tree: nothing is compiled to code, only own members of
 * JSON values can be reached, and there are no files, environment, clock or chance.
 * @throws TemplateFault
 */
export function compileJinja(template: string, link: Link = NO_LINK): Compiled {
  const known = { filters: FILTER_NAMES, tests: TEST_NAMES };
  const { body, includes, mayInclude } = parseJinja(template, known, link);
  return {
    includes,
    mayInclude,
    render: (vars, run) => {
      const scope = new Scope();
      for (const [name, value] of Object.entries(vars)) scope.set(name, value);
      new Renderer(run).body(body, new Scope(scope));
    },
  };
}

class Renderer {
  readonly #context: Context;

  constructor(run: Run) {
    this.#context = { run, callMacro: (macro, args, at) => this.#callMacro(macro, args, at) };
  }

  body(body: Body, scope: Scope): Flow {
    for (const statement of body) {
      this.#context.run.step(statement.at);
      const flow = this.#statement(statement, scope);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #statement(statement: Statement, scope: Scope): Flow {
    const context = this.#context;
    const { run } = context;
    const { at } = statement;
    switch (statement.kind) {
      case 'text':
        run.emit('literal', statement.text, at);
        return undefined;
      case 'output': {
        const value = evaluate(statement.of, scope, context);
        if (value instanceof Absent) run.missing.add(value.name);
        else run.emit('value', pythonText(data(value, run, at)), at);
        return undefined;
      }
      case 'if': {
        const branch = statement.branches.find(({ test }) => truthy(evaluate(test, scope, context)));
        return this.body(branch?.body ?? statement.otherwise, scope);
      }
      case 'for':
        this.#loop(statement, evaluate(statement.over, scope, context), scope);
        return undefined;
      case 'set':
        assign(statement.target, evaluate(statement.value, scope, context), scope, at);
        return undefined;
      case 'capture': {
        const text = run.capture(() => this.body(statement.body, new Scope(scope)));
        assign(statement.target, this.#filtered(text, statement.filters, scope), scope, at);
        return undefined;
      }
      case 'filtered': {
        const text = run.capture(() => this.body(statement.body, new Scope(scope)));
        const value = this.#filtered(text, statement.filters, scope);
        if (!(value instanceof Absent)) run.emit('value', pythonText(data(value, run, at)), at);
        return undefined;
      }
      case 'with': {
        const inner = new Scope(scope);
        for (const { name, value } of statement.bindings) inner.set(name, evaluate(value, scope, context));
        return this.body(statement.body, inner);
      }
      case 'macro':
        scope.set(statement.name, new Macro(statement.parameters, statement.body, scope));
        return undefined;
      case 'callBlock': {
        const inner = new Scope(scope);
        inner.set('caller', new Macro(statement.parameters, statement.body, scope));
        const { call } = statement;
        const macro = call.kind === 'call' ? evaluate(call.callee, inner, context) : undefined;
        if (call.kind !== 'call' || !(macro instanceof Macro)) {
          throw new TemplateFault(
            '`call` needs a macro.',
            at,
            'Write `{% call name() %}` with a macro of the template.',
          );
        }
        const body = new Macro(macro.parameters, macro.body, withCaller(macro.scope, inner));
        run.emit('value', this.#callMacro(body, given(call.args, scope, context, at), at), at);
        return undefined;
      }
      case 'block':
        return this.body(statement.body, new Scope(scope));
      case 'include': {
        const { included, isolated } = statement;
        if (included) this.#enter(included, at, isolated ? new Scope() : new Scope(scope));
        return undefined;
      }
      case 'import':
        scope.set(statement.as, new Namespace(this.#module(statement.included, at)));
        return undefined;
      case 'from': {
        const module = this.#module(statement.included, at);
        for (const { name, as } of statement.names) {
          scope.set(as, module.get(name) ?? new Absent(`${statement.included.file.path}: ${name}`));
        }
        return undefined;
      }
      case 'do':
        evaluate(statement.of, scope, context);
        return undefined;
      case 'break':
      case 'continue':
        return statement.kind;
    }
  }

  #enter({ file, body }: Included, at: number, scope: Scope): void {
    scope.file = file;
    inFile(file, () => this.#context.run.deeper(at, () => void this.body(body, scope)));
  }

  /** What a file defines: it is run for its macros and variables, without any of those around it. */
  #module(included: Included, at: number): ReadonlyMap<string, Value> {
    const scope = new Scope();
    this.#context.run.capture(() => this.#enter(included, at, scope));
    return scope.own();
  }

  #loop(loop: Extract<Statement, { kind: 'for' }>, over: Value, scope: Scope, depth = 1): void {
    const { at, target, only, body } = loop;
    const { run } = this.#context;
    if (over instanceof Absent) run.missing.add(over.name);
    const all = over instanceof Absent ? [] : itemsOf(data(over, run, at), at);
    const inner = (item: Json): Scope => {
      const own = new Scope(scope);
      assign({ names: target }, item, own, at);
      return own;
    };
    const items =
      only === undefined ? all : all.filter((item) => truthy(evaluate(only, inner(item), this.#context)));
    if (items.length === 0) this.body(loop.otherwise, new Scope(scope));
    for (const [index, item] of items.entries()) {
      run.step(at);
      const own = inner(item);
      own.set('loop', loopOf(items, index, depth));
      if (loop.recursive) {
        own.recurse = (values) =>
          run.deeper(at, () => run.capture(() => this.#loop(loop, values, scope, depth + 1)));
      } else own.recurse = undefined;
      if (this.body(body, own) === 'break') break;
    }
  }

  #filtered(text: string, filters: readonly FilterCall[], scope: Scope): Value {
    return filters.reduce<Value>(
      (value, { name, args, at }) =>
        callFilter(name, value, given(args, scope, this.#context, at), this.#context),
      text,
    );
  }

  #callMacro(macro: Macro, args: Given, at: number): string {
    const { file } = macro.scope;
    if (file) return inFile(file, () => this.#runMacro(macro, args, at));
    return this.#runMacro(macro, args, at);
  }

  #runMacro(macro: Macro, args: Given, at: number): string {
    const { run } = this.#context;
    const scope = new Scope(macro.scope);
    macro.parameters.forEach(({ name, fallback }, index) => {
      const value = args.positional[index] ?? args.named.get(name);
      scope.set(name, value ?? (fallback ? evaluate(fallback, scope, this.#context) : new Absent(name)));
    });
    return run.deeper(at, () => run.capture(() => this.body(macro.body, scope)));
  }
}

/** The macro's own variables with `caller` beside them. */
function withCaller(scope: Scope, caller: Scope): Scope {
  const inner = new Scope(scope);
  inner.set('caller', caller.get('caller') ?? null);
  return inner;
}

function loopOf(items: readonly Json[], index: number, depth: number): Json {
  const [previous, next] = [items[index - 1], items[index + 1]];
  return {
    index: index + 1,
    index0: index,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
    first: index === 0,
    last: index === items.length - 1,
    length: items.length,
    depth,
    depth0: depth - 1,
    ...(previous === undefined ? {} : { previtem: previous }),
    ...(next === undefined ? {} : { nextitem: next }),
  };
}

function assign(target: Target, value: Value, scope: Scope, at: number): void {
  if ('of' in target) {
    const of = scope.get(target.of);
    if (of instanceof Namespace) of.members.set(target.member, value);
    else
      throw new TemplateFault(
        `\`${target.of}\` is no namespace.`,
        at,
        `Write \`{% set ${target.of} = namespace() %}\` first.`,
      );
    return;
  }
  const [only = ''] = target.names;
  if (target.names.length === 1) {
    scope.set(only, value);
    return;
  }
  if (!isList(value) || value.length !== target.names.length) {
    throw new TemplateFault(
      `The value has not ${target.names.length} parts.`,
      at,
      'Name as many variables as there are parts.',
    );
  }
  target.names.forEach((name, index) => {
    scope.set(name, value[index] ?? null);
  });
}
