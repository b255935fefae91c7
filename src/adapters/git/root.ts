import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gitArguments, gitEnvironment } from './command.ts';

const run = promisify(execFile);

/** The root of the repository that a folder is in; the folder itself where it is in none. */
export async function repositoryRoot(folder: string): Promise<string> {
  try {
    const { stdout } = await run('git', gitArguments(folder, ['rev-parse', '--show-toplevel']), {
      cwd: folder,
      env: gitEnvironment(),
    });
    return stdout.replace(/\r?\n$/, '') || folder;
  } catch {
    return folder;
  }
}
