import { DEFAULT_SETTINGS, parseSettings, SETTINGS_PATH, type Settings } from '../core/config/settings.ts';
import { problemsOf } from '../core/errors.ts';
import type { Log, Tree } from '../ports.ts';

/** How runs are published, as base says it. A file that cannot be read is told, and the defaults hold. */
export async function readSettings(base: Tree, log: Log): Promise<Settings> {
  try {
    const text = await base.read(SETTINGS_PATH);
    return text === undefined ? DEFAULT_SETTINGS : parseSettings(text);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    for (const { message, help, place } of problems) {
      const at = place ? `${place.path}${place.line === undefined ? '' : `:${place.line}`}: ` : '';
      log.warn(`${at}${message} The defaults hold. ${help}`);
    }
    return DEFAULT_SETTINGS;
  }
}
