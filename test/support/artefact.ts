import { access, cp, mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The module that shuts a process off from every network but loopback. */
export const noNetworkModule = new URL('./no-network.mjs', import.meta.url).href;

/** Copies what GitHub checks out of the action and gives the script to run: `entry`, or `dist/action.js`. */
export async function copyAction(folder: string, entry?: string): Promise<string> {
  return copyFiles(folder, ['dist', 'action.yml'], 'action.js', entry);
}

/** Copies what the npm package holds and gives the script to run: `entry`, or `dist/cli.js`. */
export async function copyPackage(folder: string, entry?: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(text));
  return copyFiles(folder, files, 'cli.js', entry);
}

async function copyFiles(
  folder: string,
  files: readonly string[],
  script: string,
  entry: string | undefined,
): Promise<string> {
  await refuseModulesAbove(folder);
  await mkdir(join(folder, 'dist'), { recursive: true });
  // Its "type" says how Node reads the scripts.
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  if (entry !== undefined) {
    const copy = join(folder, 'dist', basename(entry));
    await cp(entry, copy);
    return copy;
  }
  for (const file of files) {
    if (await exists(join(root, file))) await cp(join(root, file), join(folder, file), { recursive: true });
  }
  const built = join(folder, 'dist', script);
  if (!(await exists(built))) throw new Error(`There is no dist/${script}. Run: npm run build`);
  return built;
}

/** A node_modules above the copy would hide that the bundle lacks something. */
async function refuseModulesAbove(folder: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (await exists(modules))
      throw new Error(`${modules} must not be there: the copy is to run without it.`);
    if (at === dirname(at)) return;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
