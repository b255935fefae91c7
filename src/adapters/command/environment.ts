import { WORKFLOW_VARIABLE } from '../../core/command.ts';

/** What programs need to start and to find their way; nothing here is a secret. */
const BASIC = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  // Windows finds neither programs nor folders without these.
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
];

/** The whole environment of a command: the basic variables, and those that its suite names. */
export function commandEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const allowed = new Set([...BASIC, ...names]);
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && !WORKFLOW_VARIABLE.test(name) && (allowed.has(name) || name.startsWith('LC_'))
        ? [[name, value]]
        : [],
    ),
  );
}
