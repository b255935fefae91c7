/**
 * What the build leaves out of the bundles or puts in another form: every byte of them is read at each start, and of a
 * large package little is used.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'rolldown';
import { parseSync, Visitor } from 'rolldown/utils';

/** Modules of packages that are read because others import them, and of which nothing runs here. */
const UNUSED = [
  // The SDK's client makes one of each resource of the API when it is made; `chat` and the like are asked for by path.
  /\/openai\/resources\/(?!(?:index|shared)\.mjs$).*\.mjs$/,
  /\/openai\/(?:lib\/(?:.*Runner|.*Stream|chat-completions\/.*)|helpers\/.*|auth\/.*)\.mjs$/,
  // Schemas are written as JSON Schema by `npm run docs`, which runs the source.
  /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/,
];

/** Puts functions that do nothing in the place of what such modules export: no bundler can leave them out by itself. */
export const withoutUnusedModules: Plugin = {
  name: 'without-unused-modules',
  load: {
    filter: { id: UNUSED },
    async handler(id) {
      const text = await readFile(id, 'utf8');
      const direct = [...text.matchAll(/^export (?:class|const|function) (\w+)/gm)].map(
        (match) => match[1] ?? '',
      );
      const listed = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap((match) =>
        (match[1] ?? '').split(','),
      );
      const names = listed
        .map((name) => name.trim().split(' as ').at(-1) ?? '')
        .filter((name) => /^\w+$/.test(name));
      return {
        code: [...new Set([...direct, ...names])].map((name) => `export function ${name}() {}`).join('\n'),
        moduleSideEffects: false,
      };
    },
  },
};

/**
 * Takes the sentences out of the schemas of the configuration. They are for the generated reference; here each would be
 * read, and would make its schema a second time.
 */
export const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  transform: {
    filter: { id: /\/src\/core\/config\/[\w-]+\.ts$/, code: '.describe(' },
    handler(code, id) {
      const cuts: { from: number; to: number }[] = [];
      const { program } = parseSync(id, code);
      new Visitor({
        CallExpression({ callee, end }) {
          if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
          if (callee.property.name === 'describe') cuts.push({ from: callee.object.end, to: end });
        },
      }).visit(program);
      cuts.sort((left, right) => right.from - left.from);
      return { code: cuts.reduce((text, { from, to }) => text.slice(0, from) + text.slice(to), code) };
    },
  },
};

/** Puts the prices in the place of the module that takes them from the public list. */
export const pricesAsTable: Plugin = {
  name: 'prices-as-table',
  load: {
    filter: { id: /\/src\/adapters\/model\/public-prices\.ts$/ },
    async handler(id) {
      const { publicPrices } = (await import(
        id
      )) as typeof import('../../src/adapters/model/public-prices.ts');
      return `const PRICES = ${JSON.stringify(await publicPrices())};\nexport const publicPrices = async () => PRICES;`;
    },
  },
};

/**
 * Keeps zod from compiling a parser for each schema, which pays from some thousand values of one schema on; and code that
 * is made while running is nothing an action should have to be trusted with.
 */
export const withoutCompiledSchemas: Plugin = {
  name: 'without-compiled-schemas',
  transform: {
    filter: { id: /\/zod\/v4\/core\/core\.js$/ },
    handler: (code) => `${code}\nglobalConfig.jitless = true;`,
  },
};
