import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReplay } from '../../src/adapters/model/recording.ts';
import { compareSuites } from '../../src/core/change.ts';
import type { JudgeTarget } from '../../src/core/judge-target.ts';
import type { Suite } from '../../src/core/suite.ts';
import { FRAME, SYSTEM } from '../../src/judges/frame.ts';
import { judgeHash } from '../../src/judges/judge.ts';
import { taskOf } from '../../src/judges/tasks.ts';
import type { Tree } from '../../src/ports.ts';
import { createJudging } from '../../src/stages/judging.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { loadSuites } from '../../src/stages/load.ts';
import { runJudged } from '../../src/stages/run-judged.ts';

const ROOT = join(import.meta.dirname, '../..');

function treeOf(files: Readonly<Record<string, string>>): Tree {
  return {
    sha: 'a'.repeat(40),
    list: async (glob) =>
      Object.keys(files)
        .filter((path) => matchesGlob(path, glob))
        .sort(),
    read: async (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    fingerprint: async () => '',
  };
}

const FILE = `judge: { judge: checklist, model: judge-1, criteria: { polite: The answer is polite. } }
cases:
  - { id: a, output: Thank you., label: pass, tags: [thanks] }
  - { id: b, vars: { question: Why? }, expected: Because., output: Get lost., label: fail }
`;
const PATH = 'evals/judges/polite.yml';

async function loadOne(files: Readonly<Record<string, string>>, path = PATH): Promise<Suite> {
  const [loaded] = await loadSuites(treeOf(files), [path]);
  if (!loaded?.ok) throw new Error(loaded?.problems.map(({ message }) => message).join('\n') ?? 'nothing');
  return loaded.suite;
}

const problemOf = (text: string, files: Readonly<Record<string, string>> = {}) =>
  loadOne({ ...files, [PATH]: text }).catch((error: Error) => error.message);

const changesOf = async (base: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) =>
  compareSuites(await loadOne(base), await loadOne(head));

describe('a file of labelled cases is a suite', () => {
  it('whose target is the judge and whose scores say how far it agrees', async () => {
    const suite = await loadOne({ [PATH]: FILE });
    expect(suite).toMatchObject({
      name: 'judge polite',
      path: PATH,
      datasetPath: PATH,
      target: { kind: 'judge', spec: { judge: 'checklist' } },
      policy: { maxDrop: 0.05, gate: 'regression' },
    });
    expect(suite.cases).toMatchObject([
      { id: 'a', vars: { output: 'Thank you.' }, expected: 'pass', tags: ['thanks'] },
      { id: 'b', vars: { question: 'Why?', expected: 'Because.', output: 'Get lost.' }, expected: 'fail' },
    ]);
    expect(suite.scorers.map(({ name, severity }) => [name, severity])).toEqual([
      ['agreement', undefined],
      ['sensitivity', 'info'],
      ['specificity', 'info'],
    ]);
    expect(suite.cases.map(({ scorers }) => Object.keys(scorers ?? {}))).toEqual([
      ['sensitivity'],
      ['specificity'],
    ]);
  });

  it('takes a name, trials, a policy, and the cases of another file', async () => {
    const text = `name: small\ntrials: 2\npolicy: { max-drop: 0.2 }\n${FILE.split('cases:')[0]}cases: ../polite.yml\n`;
    const suite = await loadOne(
      { 'evals/judges/small/polite.yml': text, [PATH]: FILE },
      'evals/judges/small/*.yml',
    );
    expect(suite).toMatchObject({ name: 'small', trials: 2, policy: { maxDrop: 0.2 }, datasetPath: PATH });
    expect(suite.cases).toHaveLength(2);
  });

  it('is touched by whatever the judge is made of, and by nothing else', async () => {
    const rubric = `judge: { judge: rubric, model: j, file: ../clear.yml }\ncases: [{ output: x, label: pass }]\n`;
    const level = (last: string) => ({
      [PATH]: rubric,
      'evals/clear.yml': `criterion: Clear.\nlevels: [No., ${last}]\n`,
    });
    expect((await changesOf(level('Yes.'), level('Yes.'))).changes).toEqual([]);
    expect((await changesOf(level('Yes.'), level('Quite.'))).changes).toMatchObject([
      { kind: 'message', what: 'the judge’s levels', base: 'No.\nYes.', head: 'No.\nQuite.' },
    ]);
    const model = FILE.replace('judge-1', 'judge-2');
    expect((await changesOf({ [PATH]: FILE }, { [PATH]: model })).changes).toEqual([
      { kind: 'judge', what: 'model', from: 'judge-1', to: 'judge-2' },
    ]);
    expect((await changesOf({ [PATH]: FILE }, { [PATH]: `# A comment.\n${FILE}` })).changes).toEqual([]);
    const strict = FILE.replace('judge: checklist,', 'judge: checklist, threshold: 0.9,');
    expect((await changesOf({ [PATH]: FILE }, { [PATH]: strict })).changes).toMatchObject([
      { kind: 'judge', what: 'threshold' },
    ]);
  });

  it.each([
    [
      'a pair for a judge of one output',
      FILE.replace('output: Thank you.,', 'first: A, second: B,').replace('pass', 'tie'),
      /Case a has two outputs/,
    ],
    [
      'a variable that is what is judged',
      FILE.replace('{ question: Why? }', '{ output: Why? }'),
      /variable "output"/,
    ],
    ['an id twice', FILE.replace('id: b', 'id: a'), /id "a"/],
    ['an unknown key', `${FILE}color: red\n`, /color/],
    ['two criteria', FILE.replace('criteria: {', 'criteria: { short: Short.,'), /several criteria/],
    ['cases that are nowhere', `${FILE.split('cases:')[0]}cases: other.yml\n`, /other\.yml does not exist/],
  ])('refuses %s', async (_title, text, message) => {
    expect(await problemOf(text)).toMatch(message);
  });
});

describe("a judge's own words", () => {
  const withTexts = (task: string) => ({
    [PATH]: FILE.replace('cases:', 'texts: { task: ../../judge.ts#TASK }\ncases:'),
    'judge.ts': `export const TASK = ${JSON.stringify(task)};\n`,
  });

  it('are read from where they stand, and are what is asked', async () => {
    const { target } = await loadOne(withTexts('Is {{criterion}} so?\n{{data}}\nSay.'));
    expect((target as JudgeTarget).spec.texts).toEqual({ task: 'Is {{criterion}} so?\n{{data}}\nSay.' });
    const { changes } = await changesOf(
      withTexts('{{criterion}} {{data}} A'),
      withTexts('{{criterion}} {{data}} B'),
    );
    expect(changes).toMatchObject([{ kind: 'message', what: 'the judge’s task' }]);
  });

  it.each([
    ['Without the data.', /has no `\{\{data\}\}`/],
    ['{{data}} and {{data}}', /twice/],
    ['{{data}} {{colour}}', /has a `\{\{colour\}\}`, which nothing fills/],
  ])('are refused where nothing can be filled in: %s', async (task, message) => {
    const files = withTexts(task);
    expect(await problemOf(files[PATH] ?? '', files)).toMatch(message);
  });
});

describe('our own judges', () => {
  const files = Object.fromEntries(
    ['evals/judges', 'evals/judges/small', 'src/judges'].flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => /\.(?:yml|ts)$/.test(name))
        .map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')]),
    ),
  );
  const load = (glob: string) => loadSuites(treeOf(files), [glob]);

  it.each(['evals/judges/*.yml', 'evals/judges/small/*.yml'])(
    'are tested with the very words that they ask with: %s',
    async (glob) => {
      const loaded = await load(glob);
      expect(loaded.length).toBeGreaterThan(0);
      expect(loaded.every(({ ok }) => ok)).toBe(true);
      for (const one of loaded) {
        if (!one.ok || one.suite.target.kind !== 'judge') throw new Error(one.name);
        const { spec, hash } = one.suite.target;
        const { texts, ...builtIn } = spec;
        // Read from the source as text: what the judge says is what the file at that commit says.
        expect(texts).toEqual({ system: SYSTEM, frame: FRAME, task: taskOf(builtIn).text });
        expect(judgeHash(builtIn).slice(0, 16)).toBe(hash);
        expect(one.suite.cases.length).toBeGreaterThanOrEqual(20);
      }
    },
  );

  it('are answered whole by the recording that CI replays', async () => {
    const path = 'evals/judges/small/recording.jsonl';
    const model = createReplay([{ path, text: readFileSync(join(ROOT, path), 'utf8') }]);
    const ledger = createLedger({ trials: 0, priceOf: () => 0, onProgress: () => {} });
    const signal = new AbortController().signal;
    for (const one of await load('evals/judges/small/*.yml')) {
      if (!one.ok || one.suite.target.kind !== 'judge') throw new Error(one.name);
      const { target, cases, name } = one.suite;
      for (const row of cases) {
        const purpose = { suite: name, case: row.id, variant: 'head', trial: 0, round: 0 } as const;
        const trial = await runJudged(
          { target, vars: row.vars },
          { purpose, model, ledger, signal, judging: createJudging() },
        );
        // A text that was changed and not recorded anew: `npm run judges:record`.
        expect(trial, `${name} ${row.id}`).toMatchObject({ ok: true, replayed: true });
      }
    }
  });
});
