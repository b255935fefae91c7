import { criteriaIn } from '../core/criterion.ts';
import { contentHash } from '../core/hash.ts';
import type { LabelOffer } from '../core/label-offer.ts';
import type { CaseReport, MeasuredSuite, Report } from '../core/report.ts';
import { createRandom } from '../stats/random.ts';
import { type Candidate, selectForLabels } from './select.ts';

/** Cases of a suite that are drawn for labels of this pull request; from 20 labels on they can correct the judge. */
export const DRAWN = 24;
/** Cases that one comment asks about. */
const MOST_OFFERED = 4;
/** UTF-16 units of an output, and of a case's variables, that a comment has room for. */
const LONGEST = 800;

/** What commands in comments can label: cases whose input and outputs a comment can show whole. */
export function labelPopulation(suite: MeasuredSuite): MeasuredSuite {
  return { ...suite, cases: suite.cases.filter(fits) };
}

function fits({ vars, base, head }: CaseReport): boolean {
  const trials = [...(base?.trials ?? []), ...(head?.trials ?? [])];
  return (
    JSON.stringify(vars).length <= LONGEST &&
    trials.every((trial) => !trial.ok || (trial.output.length <= LONGEST && trial.cutFrom === undefined))
  );
}

/**
 * The few cases whose label is worth most, two outputs each, in an order that a seed chose. Labels that are there
 * already are not asked for again: the next ones of the same draw come instead.
 */
export function offersOf(report: Report, labelled: ReadonlySet<string> = new Set()): LabelOffer[] {
  const headSha = report.head.sha;
  if (headSha === undefined || report.source.pullRequest === undefined) return [];
  const seed = `${report.base.sha ?? ''}/${headSha}`;
  const offers = report.suites.flatMap((suite) =>
    suite.state === 'touched' ? offersOfSuite(suite, { seed, headSha, labelled }) : [],
  );
  return offers.slice(0, MOST_OFFERED);
}

/** The key of a pair of outputs, whatever their order. */
export function pairKey(a: string, b: string): string {
  return [a, b].toSorted().join(' ');
}

function offersOfSuite(
  suite: MeasuredSuite,
  { seed, headSha, labelled }: { seed: string; headSha: string; labelled: ReadonlySet<string> },
): LabelOffer[] {
  const [criterion] = criteriaIn(suite);
  if (!criterion) return [];
  const { drawn } = selectForLabels(labelPopulation(suite), { criterion, mode: 'pair', size: DRAWN, seed });
  return drawn.flatMap((candidate) => {
    const [base, head] = sidesOf(suite, candidate);
    if (!base || !head || candidate.probability === undefined) return [];
    if (labelled.has(pairKey(base.key, head.key))) return [];
    const swapped = createRandom(`${seed}/${suite.name}/${candidate.case}/side`).next() < 0.5;
    const [a, b] = swapped ? [head, base] : [base, head];
    const row = suite.cases.find(({ id }) => id === candidate.case);
    return [
      {
        code: contentHash(['offer', headSha, a.key, b.key]).slice(0, 8),
        suite: suite.name,
        case: candidate.case,
        criterion: criterion.name,
        criterionVersion: criterion.version,
        question: criterion.question,
        a,
        b,
        probability: candidate.probability,
        // Cases that moved stand in the comment with both sides named.
        blind: row?.outcome === 'same',
      },
    ];
  });
}

function sidesOf(suite: MeasuredSuite, { case: id, outputs }: Candidate): (LabelOffer['a'] | undefined)[] {
  const row = suite.cases.find((one) => one.id === id);
  return (['base', 'head'] as const).map((side, index) => {
    const wanted = outputs[index];
    const trial = row?.[side]?.trials.find((one) => one.ok && one.output === wanted?.output);
    return trial && wanted ? { side, trial: trial.index, key: wanted.key } : undefined;
  });
}
