import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import * as z from 'zod';

/** The event that started the workflow. */
export interface TriggeringEvent {
  name: string;
  payload: unknown;
}

// Only what the runner itself takes from a payload; each part may be missing.
const payloadParts = z.object({
  repository: z.object({ full_name: z.string() }).optional().catch(undefined),
  pull_request: z
    .object({ number: z.number(), base: z.object({ ref: z.string() }), head: z.object({ ref: z.string() }) })
    .optional()
    .catch(undefined),
  merge_group: z.object({ head_ref: z.string() }).optional().catch(undefined),
  ref: z.string().optional().catch(undefined),
});

/** The environment of a step, and the files that it names. */
export async function runnerEnvironment(folder: string, event: TriggeringEvent, workspace: string) {
  const place = (name: string) => join(folder, name);
  const files = {
    GITHUB_OUTPUT: place('output'),
    GITHUB_STEP_SUMMARY: place('summary'),
    GITHUB_ENV: place('env'),
    GITHUB_PATH: place('path'),
    GITHUB_STATE: place('state'),
  };
  await mkdir(place('home'), { recursive: true });
  await mkdir(place('temp'));
  for (const file of Object.values(files)) await writeFile(file, '');
  await writeFile(place('event.json'), JSON.stringify(event.payload));

  const parts = payloadParts.safeParse(event.payload).data ?? {};
  const pull = parts.pull_request;
  return {
    ...files,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: pull?.base.ref ?? '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: place('event.json'),
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: pull?.head.ref ?? '',
    GITHUB_JOB: 'evals',
    GITHUB_REF:
      pull === undefined
        ? (parts.merge_group?.head_ref ?? parts.ref ?? 'refs/heads/main')
        : `refs/pull/${pull.number}/merge`,
    GITHUB_REPOSITORY: parts.repository?.full_name ?? 'acme/prompts',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: await checkedOut(workspace),
    GITHUB_WORKFLOW: 'Evals',
    GITHUB_WORKSPACE: workspace,
    // No settings of the machine for the Git that the action starts.
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: place('home'),
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: place('temp'),
  };
}

/** Outputs as the runner reads them from the file: `name=value`, or `name<<delimiter` and lines. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    // Whichever stands first decides, as in the runner: a value may well contain the other.
    const [, name, sign, rest] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`Not an output: ${line}`);
    if (sign === '=') {
      outputs[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, at + 1);
    if (end < 0) throw new Error(`The output ${name} has no end.`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}

const actionFile = z.object({
  inputs: z.record(
    z.string(),
    z.object({ default: z.union([z.string(), z.number(), z.boolean()]).optional() }),
  ),
});

/** The token that `${{ github.token }}` stands for. */
export const WORKFLOW_TOKEN = 'ghs_test0123456789abcdef';

/** What the runner gives for inputs that a workflow does not set: the defaults in action.yml. */
export async function actionDefaults(): Promise<Record<string, string>> {
  const text = await readFile(new URL('../../action.yml', import.meta.url), 'utf8');
  const { inputs } = actionFile.parse(parse(text));
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, evaluated(String(input.default ?? ''))]),
  );
}

function evaluated(value: string): string {
  return value.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_whole, expression: string) => {
    if (expression !== 'github.token') throw new Error(`This runner cannot evaluate: ${expression}`);
    return WORKFLOW_TOKEN;
  });
}

async function checkedOut(workspace: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], {
    cwd: workspace,
    env: { PATH: process.env['PATH'] },
  }).catch(() => ({
    stdout: '0'.repeat(40),
  }));
  return stdout.trim();
}
