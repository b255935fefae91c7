/**
 * Whether the interval for people's verdict keeps its promise when the judge does not: coverage of the corrected
 * interval, of labels alone and of the judge's own, over 2,000 seeded pull requests for each kind of judge, and how
 * wide they are. `npm run bench:labels`; `--seeds N` for a shorter look.
 */
import { humanDelta, type LabelledPair } from '../../src/human/human-delta.ts';
import { drawByChance, drawChances } from '../../src/stats/label-draw.ts';
import { paddedT } from '../../src/stats/padded-t.ts';
import type { Interval } from '../../src/stats/proportion.ts';
import { createRandom, type Random } from '../../src/stats/random.ts';

const ALPHA = 0.025;
/** What people pass of base's outputs, and of head's. */
const PASS = { base: 0.8, head: 0.7 };
const TRUTH = PASS.head - PASS.base;
/** Share of cases on which both sides share their fate. */
const SHARED = 0.7;

/** What a judge says of an output: a share of 1, given what people say of it and whose it is. */
type Judge = (passes: boolean, side: 'base' | 'head', random: Random) => number;

const flips = (chance: number, random: Random) => random.next() < chance;
const asNumber = (passes: boolean) => (passes ? 1 : 0);

const JUDGES: Readonly<Record<string, Judge>> = {
  faithful: (passes, _side, random) => asNumber(flips(0.03, random) ? !passes : passes),
  noisy: (passes, _side, random) => asNumber(flips(0.3, random) ? !passes : passes),
  'biased to pass': (passes, _side, random) => asNumber(passes || flips(0.6, random)),
  'fond of head': (passes, side, random) => asNumber(passes || (side === 'head' && flips(0.5, random))),
  'fond of base': (passes, side, random) => asNumber(passes && !(side === 'head' && flips(0.2, random))),
  'a coin': (_passes, _side, random) => asNumber(flips(0.5, random)),
};

interface World {
  cases: number;
  labels: number;
  /** Whether the draw follows the judge's expected error. */
  byError: boolean;
}

const WORLDS: readonly World[] = [
  { cases: 100, labels: 30, byError: false },
  { cases: 200, labels: 30, byError: false },
  { cases: 200, labels: 40, byError: true },
];

interface PullRequest {
  judged: readonly LabelledPair[];
  /** Padded: what the tool says without labels. */
  judgeAlone: Interval;
  labelsAlone: Interval | undefined;
  corrected: ReturnType<typeof humanDelta>;
}

function pullRequest(judge: Judge, world: World, seed: string): PullRequest {
  const random = createRandom(seed);
  const rows = Array.from({ length: world.cases }, () => {
    const shared = random.next();
    const fate = () => (random.next() < SHARED ? shared : random.next());
    const people = { base: fate() < PASS.base, head: fate() < PASS.head };
    const judged = judge(people.head, 'head', random) - judge(people.base, 'base', random);
    return { people: asNumber(people.head) - asNumber(people.base), judged };
  });
  // Where the judge sees a difference it may be wrong by more.
  const errors = rows.map(({ judged }) => (world.byError ? 0.1 + Math.abs(judged) : 1));
  const chances = drawChances(errors, world.labels);
  const drawn = new Set(drawByChance(chances, seed));
  const pairs = rows.map(({ people, judged }, index) => ({
    id: `case-${index}`,
    judged,
    label: drawn.has(index) ? { delta: people, probability: chances[index] ?? 1 } : undefined,
  }));
  return {
    judged: pairs,
    judgeAlone: paddedT(
      pairs.map(({ judged }) => judged),
      { alpha: ALPHA },
    ),
    labelsAlone: humanDelta(
      pairs.map((pair) => ({ ...pair, judged: 0 })),
      { alpha: ALPHA },
    ),
    corrected: humanDelta(pairs, { alpha: ALPHA }),
  };
}

interface Tally {
  covered: number;
  width: number;
}

function add(tally: Tally, interval: Interval | undefined): void {
  if (interval === undefined) return;
  if (interval.lower <= TRUTH && TRUTH <= interval.upper) tally.covered += 1;
  tally.width += interval.upper - interval.lower;
}

const argument = process.argv.indexOf('--seeds');
const seeds = argument === -1 ? 2000 : Number(process.argv[argument + 1]);
const percent = (value: number) => `${(100 * value).toFixed(1).padStart(5)} %`;
let failed = 0;
process.stdout.write(
  `95 % intervals of people's delta (true: ${TRUTH.toFixed(2)}), ${seeds} seeds a line; coverage must be within 1.5 points of 95 % or above\n\n`,
);
process.stdout.write(
  `${'judge'.padEnd(16)} cases labels drawn by   judge alone      labels alone     corrected        width: corrected / labels  corrected used\n`,
);
for (const world of WORLDS) {
  for (const [name, judge] of Object.entries(JUDGES)) {
    const tallies = {
      judge: { covered: 0, width: 0 },
      labels: { covered: 0, width: 0 },
      both: { covered: 0, width: 0 },
    };
    let used = 0;
    for (let seed = 0; seed < seeds; seed += 1) {
      const result = pullRequest(
        judge,
        world,
        `${name}/${world.cases}/${world.labels}/${world.byError}/${seed}`,
      );
      add(tallies.judge, result.judgeAlone);
      add(tallies.labels, result.labelsAlone);
      add(tallies.both, result.corrected);
      if (result.corrected?.method === 'corrected') used += 1;
    }
    const coverage = tallies.both.covered / seeds;
    const holds = coverage >= 0.935;
    if (!holds) failed += 1;
    const cell = ({ covered, width }: Tally) =>
      `${percent(covered / seeds)} ±${(width / seeds / 2).toFixed(3)}`;
    process.stdout.write(
      `${name.padEnd(16)} ${String(world.cases).padStart(5)} ${String(world.labels).padStart(6)} ${(world.byError ? 'error' : 'chance').padEnd(8)}  ${cell(tallies.judge)}  ${cell(tallies.labels)}  ${cell(tallies.both)}  ${(tallies.both.width / tallies.labels.width).toFixed(2).padStart(6)}                     ${percent(used / seeds)}  ${holds ? 'PASS' : 'FAIL'}\n`,
    );
  }
}
process.exitCode = failed > 0 ? 1 : 0;
