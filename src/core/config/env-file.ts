/** A variable of an `.env` file: its text, quotes removed, and its line. */
export interface EnvVariable {
  text: string;
  line: number;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/;

/**
 * Reads an `.env` file: one `NAME=value` a line, `export` and comments allowed. Nothing is expanded: `$NAME` and
 * backslashes stay as they stand. Other lines are passed over; a name that is given twice has its last value.
 */
export function parseEnvFile(text: string): ReadonlyMap<string, EnvVariable> {
  const variables = new Map<string, EnvVariable>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, name, rest] = ASSIGNMENT.exec(line) ?? [];
    if (name !== undefined && rest !== undefined) {
      variables.set(name, { text: unquoted(rest), line: index + 1 });
    }
  }
  return variables;
}

function unquoted(rest: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/.exec(rest);
  if (quoted) return quoted[2] ?? '';
  return rest.replace(/(?:^|\s)#.*$/, '').trim();
}
