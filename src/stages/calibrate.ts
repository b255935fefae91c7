import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import { criterionOf } from '../core/criterion.ts';
import { type Problem, RatchetError } from '../core/errors.ts';
import type { JudgeTrust } from '../core/judge-trust.ts';
import { didYouMean } from '../core/suggest.ts';
import type { JudgeSpec, Suite } from '../core/suite.ts';
import { itemPathOf } from '../human/item.ts';
import { type Judged, judgedPathOf, printJudged } from '../human/judged.ts';
import { labelPathOf } from '../human/label-path.ts';
import { type Evidence, type JudgeNow, standingOf, toAsk, weighJudge } from '../human/weigh.ts';
import type { Log, Tree } from '../ports.ts';
import { askJudge } from './ask-judges.ts';
import { readEvidence } from './evidence.ts';
import { versionOf } from './judge-version.ts';
import { loadSuites } from './load.ts';
import type { Asking } from './schedule.ts';

/** Draws of the bootstrap: here intervals are what is asked for. */
const DRAWS = 10_000;

/** A judge, what people and it have said of the same outputs, and what that makes its word worth. */
export interface CalibratedJudge {
  spec: JudgeSpec;
  now: JudgeNow;
  evidence: Evidence;
  trust: JudgeTrust;
  /** Labelled outputs that no judge can be asked about, because their text was not kept. */
  withoutText: number;
}

export interface CalibratedSuite {
  name: string;
  path: string;
  labelPath: string;
  judgedPath: string;
  judges: CalibratedJudge[];
  /** What the judges said of outputs that they had not been asked about: lines for the file beside the labels. */
  lines: string;
  problems: Problem[];
}

export interface CalibrateOptions extends Asking {
  tree: Tree;
  config: readonly string[];
  /** The one suite that is asked for; absent: all that have a judge. */
  suite?: string | undefined;
  log: Log;
  now: () => string;
}

/**
 * Asks every judge about the labelled outputs that it has not judged yet, and weighs it by people's labels.
 * @throws RatchetError E_NO_CONFIG, E_USAGE
 */
export async function calibrateSuites(options: CalibrateOptions): Promise<CalibratedSuite[]> {
  const loaded = await loadSuites(options.tree, options.config);
  if (loaded.length === 0) {
    throw new RatchetError({
      code: 'E_NO_CONFIG',
      message: `No suite file matches ${options.config.join(', ')}.`,
      help: 'Name another pattern: prompt-ratchet calibrate --config "evals/*.yml"',
    });
  }
  const wanted = loaded.filter(({ name }) => options.suite === undefined || name === options.suite);
  if (wanted.length === 0) {
    const names = loaded.map(({ name }) => name);
    const meant = didYouMean(options.suite ?? '', names);
    throw new RatchetError({
      code: 'E_USAGE',
      message: `There is no suite "${options.suite}".${meant ? ` Did you mean "${meant}"?` : ''}`,
      help: `Suites: ${names.join(', ')}.`,
    });
  }
  const suites = await Promise.all(
    wanted.map(async (one) => {
      const { name, path } = one;
      const labelPath = labelPathOf({ name, path });
      const about = { name, path, labelPath, judgedPath: judgedPathOf(labelPath) };
      if (!one.ok) return { ...about, judges: [], lines: '', problems: [...one.problems] };
      return calibrateOne(one.suite, about, options);
    }),
  );
  return suites.filter(({ judges, problems }) => judges.length + problems.length > 0);
}

async function calibrateOne(
  suite: Suite,
  about: { name: string; path: string; labelPath: string; judgedPath: string },
  options: CalibrateOptions,
): Promise<CalibratedSuite> {
  const specs = suite.scorers.filter((spec) => spec.kind === 'judge');
  const { problems, ...evidence } = await readEvidence(options.tree, suite);
  const fresh: Judged[] = [];
  const judges = await Promise.all(
    specs.map(async (spec): Promise<CalibratedJudge> => {
      const now = { version: await versionOf(spec), criterion: criterionOf(spec) };
      const items = toAsk(evidence, now);
      if (items.length > 0)
        options.log.info(`${suite.name}: ${spec.name} is asked about ${items.length} labelled outputs.`);
      const asked = await askJudge(spec, items, { ...options, suite: suite.name, version: now.version });
      fresh.push(...asked);
      const all: Evidence = { ...evidence, judged: [...evidence.judged, ...asked] };
      const trust = weighJudge(all, now, {
        policy: suite.policy.judges ?? SUITE_DEFAULTS.judges,
        maxDrop: spec.maxDrop ?? suite.policy.maxDrop,
        seed: `${suite.name}/${spec.name}`,
        draws: DRAWS,
      });
      const outputs = new Set(standingOf(evidence, now.criterion).outputs.map(({ output }) => output));
      const withoutText = [...outputs].filter((key) => !evidence.items.has(key)).length;
      return { spec, now, evidence: all, trust, withoutText };
    }),
  );
  const lost = judges.reduce((sum, { withoutText }) => sum + withoutText, 0);
  return {
    ...about,
    judges,
    lines: fresh
      .toSorted((left, right) => (`${left.judge} ${left.output}` < `${right.judge} ${right.output}` ? -1 : 1))
      .map(printJudged)
      .join(''),
    problems: [
      ...problems,
      ...(lost > 0
        ? [
            {
              code: 'E_LABEL_INVALID' as const,
              message: `The text of ${lost} labelled outputs is not in ${itemPathOf(about.labelPath)}, so no judge can be asked about them.`,
              help: 'Commit the file of items together with the labels: whatever records a label writes both.',
            },
          ]
        : []),
    ],
  };
}
