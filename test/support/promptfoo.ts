import picomatch from 'picomatch';
import type { Tree } from '../../src/ports.ts';
import { type LoadedSuite, loadSuites } from '../../src/stages/load.ts';

/** A tree of texts at a commit. */
export function textTree(files: Readonly<Record<string, string>>): Tree {
  return {
    sha: 'a'.repeat(40),
    list: async (glob) => {
      const matches = picomatch(glob);
      return Object.keys(files)
        .filter((path) => matches(path))
        .sort();
    },
    fingerprint: async () => '',
    read: async (path) => files[path],
  };
}

/** The suites of the config `promptfooconfig.yaml` among some files. */
export function loadConfig(
  config: string,
  files: Readonly<Record<string, string>> = {},
): Promise<LoadedSuite[]> {
  return loadSuites(textTree({ 'promptfooconfig.yaml': config, ...files }), ['promptfooconfig.yaml']);
}
