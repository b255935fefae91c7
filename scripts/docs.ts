/**
 * Generates what is stated elsewhere already: schema.json, schema/, docs/reference/ and the tables between markers in README.md.
 * `--check` writes nothing and fails when something is stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { checksReference } from './docs/checks.ts';
import { configReference, judgeFileJsonSchema, suiteJsonSchema } from './docs/config.ts';
import { errorReference } from './docs/errors.ts';
import { formatReference } from './docs/formats.ts';
import { type ActionManifest, actionTables } from './docs/inputs.ts';
import { reportJsonSchema } from './docs/report.ts';

const ROOT = new URL('..', import.meta.url).pathname;

const read = (path: string) => readFile(join(ROOT, path), 'utf8').catch(() => '');

const manifest = parse(await read('action.yml')) as ActionManifest;
const wanted: Record<string, string> = {
  'schema.json': `${JSON.stringify(suiteJsonSchema(), null, 2)}\n`,
  'schema/judge.json': `${JSON.stringify(judgeFileJsonSchema(), null, 2)}\n`,
  'schema/report.json': `${JSON.stringify(reportJsonSchema(), null, 2)}\n`,
  'docs/reference/checks.md': checksReference(),
  'docs/reference/config.md': configReference(),
  'docs/reference/errors.md': errorReference(),
  'docs/reference/formats.md': formatReference(),
  'README.md': between(await read('README.md'), 'action', actionTables(manifest)),
};

/** Replaces what stands between two marker comments. */
function between(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${start} and ${end}.`);
  return `${text.slice(0, from + start.length)}\n${content}${text.slice(to)}`;
}

const stale: string[] = [];
for (const [path, text] of Object.entries(wanted)) {
  if ((await read(path)) === text) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(join(ROOT, path)), { recursive: true });
  await writeFile(join(ROOT, path), text);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(`Stale: ${stale.join(', ')}. Run: npm run docs\n`);
  process.exitCode = 1;
}
