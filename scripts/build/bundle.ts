import { join } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { pricesAsTable, withoutCompiledSchemas, withoutDescriptions, withoutUnusedModules } from './slim.ts';

/**
 * Bundles the two programs. What is imported on use lies in files of its own, so that starting up does not read what it
 * does not need; and what every start of the action reads lies in one file, since each file costs as much to find and
 * link as many kilobytes do to read.
 * @returns the files whose text is in the bundles
 */
export async function bundlePrograms(root: string, outdir: string): Promise<string[]> {
  const entries = { action: join(root, 'src/action.ts'), cli: join(root, 'src/cli.ts') };
  const atStart = staticImports(entries);
  const build = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    // Entries export nothing: their code may lie in the shared file.
    preserveEntrySignatures: false,
    resolve: {
      // The same source as modules, which are read once; as CommonJS they would be read twice, and nothing left out.
      alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
    },
    transform: { target: 'node22' },
    optimization: { inlineConst: true },
    treeshake: {
      // Packages that do not say that importing them does nothing, though it is so. Without this, two functions of
      // @actions/core bring a whole HTTP client, and its start-up, along.
      moduleSideEffects: [{ test: /node_modules\/(?:@actions|undici|tunnel)\//, sideEffects: false }],
    },
    plugins: [
      withoutUnusedModules,
      withoutDescriptions,
      withoutCompiledSchemas,
      pricesAsTable,
      atStart.plugin,
    ],
    logLevel: 'warn',
  });
  const { output } = await build.write({
    dir: outdir,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Half the bytes to read and parse at every start. Whoever reviews, reviews src/ and lets CI compare.
    minify: true,
    comments: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: 'start', test: atStart.has }],
    },
  });
  await build.close();
  const chunks = output.filter((file): file is OutputChunk => file.type === 'chunk');
  return [
    ...chunks.flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([path, { renderedLength }]) => (renderedLength > 0 ? [path] : [])),
    ),
    // In the bundle as data (see pricesAsTable), and as the helpers that the bundler adds.
    ...['@pydantic/genai-prices', 'rolldown'].map((name) => join(root, 'node_modules', name, 'package.json')),
  ];
}

/** Which modules the action imports before it runs, and `cli.js --version` does not. */
function staticImports(entries: { action: string; cli: string }): {
  plugin: Plugin;
  has(id: string): boolean;
} {
  const action = new Set<string>();
  const cli = new Set<string>();
  return {
    plugin: {
      name: 'static-imports',
      buildEnd() {
        const collect = (id: string, into: Set<string>): void => {
          if (into.has(id)) return;
          into.add(id);
          for (const imported of this.getModuleInfo(id)?.importedIds ?? []) collect(imported, into);
        };
        collect(entries.action, action);
        collect(entries.cli, cli);
      },
    },
    has: (id) => action.has(id) && !cli.has(id) && id !== entries.action,
  };
}
