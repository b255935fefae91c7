import { type AddressedFile, parseAddressed, type TomlReader } from '../core/config/addressed-file.ts';
import { type ModelSettings, referencedFiles, resolveModelSettings } from '../core/config/model-settings.ts';
import type { PromptTargetFile } from '../core/config/schema.ts';
import { normalizePath } from '../core/paths.ts';

/** Reads the files that a suite's target takes values from, all at the same commit, and fills the values in. */
export async function loadModelSettings(
  target: PromptTargetFile,
  path: string,
  read: (written: string) => Promise<string>,
): Promise<ModelSettings> {
  const files = new Map<string, AddressedFile>();
  for (const written of referencedFiles(target)) {
    const source = { path: normalizePath(written, path), text: await read(written) };
    files.set(written, parseAddressed(source, await tomlReader(source.path)));
  }
  return resolveModelSettings(target, path, (from) => {
    const file = files.get(from);
    if (!file) throw new Error(`${from} was not read`);
    return file;
  });
}

/** Loaded on first use: most repositories have no model in TOML. */
async function tomlReader(path: string): Promise<TomlReader> {
  if (!/\.toml$/i.test(path)) return () => ({ line: 1, column: 1 });
  return (await import('../core/config/toml.ts')).readToml;
}
