import { systemClock } from './adapters/clock.ts';
import { openRepo } from './adapters/git/repo.ts';
import { createOpenAIModel } from './adapters/model/openai.ts';
import { createPriceBook } from './adapters/model/prices.ts';
import { parseJudgeFile } from './core/config/judge-file.ts';
import { RatchetError } from './core/errors.ts';
import { recordReads } from './stages/closure.ts';
import { createLedger } from './stages/ledger.ts';
import { loadJudge } from './stages/load-judge-file.ts';
import { createParsers } from './stages/parsers.ts';
import { type TestedJudge, testJudge } from './stages/test-judge.ts';

/** Asks the judges of the work tree's files of labelled cases, one file after the other. */
export async function testJudges(options: {
  /** Absolute. */
  directory: string;
  /** Globs from it. */
  files: readonly string[];
  model: string | undefined;
  provider: string | undefined;
  repeats: number;
  concurrency: number;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}): Promise<TestedJudge[]> {
  const { files, model: name, provider, repeats, concurrency, env, signal } = options;
  await using repo = await openRepo(options.directory);
  const tree = repo.workTree();
  const folder = repo.prefix.replaceAll(/[[{(*?]/g, '[$&]');
  const paths = [
    ...new Set((await Promise.all(files.map((glob) => tree.list(`${folder}${glob}`)))).flat()),
  ].sort();
  if (paths.length === 0) {
    throw new RatchetError({
      code: 'E_FILE_MISSING',
      message: `No file with labelled cases matches ${files.join(', ')}.`,
      help: 'Write one, for example evals/judges/polite.yml:\n  judge: { judge: checklist, model: gpt-4.1-mini, criteria: { polite: The answer is polite. } }\n  cases:\n    - { output: Get lost., label: fail }',
    });
  }
  const parsers = createParsers();
  // Every file is read before the first call: a mistake in the last one costs nothing.
  const parsed = await Promise.all(
    paths.map(async (path) => {
      const closure = recordReads(tree);
      const parsed = parseJudgeFile({ path, text: (await tree.read(path)) ?? '' });
      return loadJudge(parsed, { closure, parsers, moves: new Map() }, { model: name, provider });
    }),
  );
  const book = await createPriceBook();
  const ledger = createLedger({
    trials: 0,
    priceOf: (of, usage) => book.priceOf(of, usage),
    onProgress: () => {},
  });
  const model = createOpenAIModel({ env, clock: systemClock, random: Math.random, concurrency });
  const tested: TestedJudge[] = [];
  for (const file of parsed) {
    tested.push(await testJudge(file, { model, ledger, concurrency, signal, repeats }));
  }
  return tested;
}
