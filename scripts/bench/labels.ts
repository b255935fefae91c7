/**
 * Whether the interval for people's verdict keeps its promise when the judge does not: coverage of the corrected
 * interval, of labels alone and of the judge's own, over 2,000 seeded pull requests for each kind of judge, and how
 * wide they are; also when whoever labels stops before the end of the draw. `npm run bench:labels`; `--seeds N` for a shorter look.
 */
import { correctedByLabels, humanDelta, type LabelledPair } from '../../src/human/human-delta.ts';
import { drawByChance, drawChances, stoppedChance } from '../../src/stats/label-draw.ts';
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
  /** Cases that are drawn for labels. */
  drawn: number;
  /** Whether the draw follows the judge's expected error. */
  byError: boolean;
  /** Fewest that are labelled: whoever labels stops somewhere from there to the end of the draw. Absent: at the end. */
  stopped?: number;
}

const WORLDS: readonly World[] = [
  { cases: 100, drawn: 30, byError: false },
  { cases: 200, drawn: 30, byError: false },
  { cases: 100, drawn: 24, byError: true },
  { cases: 200, drawn: 40, byError: true },
  { cases: 200, drawn: 60, byError: true, stopped: 20 },
];

interface PullRequest {
  /** Padded: what the tool says without labels. */
  judgeAlone: Interval;
  labelsAlone: Interval | undefined;
  corrected: Interval;
  /** What the tool says: the corrected one where it is worth it, else labels alone. */
  told: ReturnType<typeof humanDelta>;
  /** The corrected one when the chance of the whole draw is taken for that of a part of it. */
  asIfWhole: Interval;
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
  // Where the judge sees a difference it is thought to err, and elsewhere not at all: the most uneven draw there can be.
  const errors = rows.map(({ judged }) => (world.byError && judged === 0 ? 0 : 1));
  const chances = drawChances(errors, world.drawn);
  const order = drawByChance(chances, seed);
  const drawn = order.length;
  const done = world.stopped === undefined ? drawn : world.stopped + random.int(drawn - world.stopped + 1);
  const labelled = new Set(order.slice(0, done));
  const pairs = (chanceOf: (chance: number) => number) =>
    rows.map(({ people, judged }, index): LabelledPair => {
      const label = { delta: people, probability: chanceOf(chances[index] ?? 1) };
      return { id: `case-${index}`, judged, label: labelled.has(index) ? label : undefined };
    });
  const sample = pairs((chance) => stoppedChance(chance, { done, drawn }));
  return {
    judgeAlone: paddedT(
      sample.map(({ judged }) => judged),
      { alpha: ALPHA },
    ),
    labelsAlone: humanDelta(
      sample.map((pair) => ({ ...pair, judged: 0 })),
      { alpha: ALPHA },
    ),
    corrected: correctedByLabels(sample, { alpha: ALPHA }),
    told: humanDelta(sample, { alpha: ALPHA }),
    asIfWhole: correctedByLabels(
      pairs((chance) => chance),
      { alpha: ALPHA },
    ),
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
/** What coverage may be away from 95 %, and two standard errors of the simulation's own. */
const slack = 0.015 + 2 * Math.sqrt((0.95 * 0.05) / seeds);
let failed = 0;
process.stdout.write(
  `95 % intervals of people's delta (true: ${TRUTH.toFixed(2)}), ${seeds} seeds a line.\nThe corrected one must cover 95 ± 1.5 % (and two standard errors of ${seeds} seeds, ${percent(slack - 0.015).trim()}).\nWhat is told (corrected where that is worth it, else labels alone, which are padded) must cover no less.\n\n`,
);
const COLUMNS = ['judge alone', 'labels alone', 'as if whole', 'corrected', 'told'];
process.stdout.write(
  `${'judge'.padEnd(15)} cases drawn by      ${COLUMNS.map((name) => name.padEnd(15)).join('')}corrected / labels  used\n`,
);
for (const world of WORLDS) {
  for (const [name, judge] of Object.entries(JUDGES)) {
    const tally = (): Tally => ({ covered: 0, width: 0 });
    const [alone, labels, whole, corrected, told] = [tally(), tally(), tally(), tally(), tally()];
    let used = 0;
    for (let seed = 0; seed < seeds; seed += 1) {
      const result = pullRequest(judge, world, `${name}/${Object.values(world).join('/')}/${seed}`);
      add(alone, result.judgeAlone);
      add(labels, result.labelsAlone);
      add(whole, result.asIfWhole);
      add(corrected, result.corrected);
      add(told, result.told);
      if (result.told?.method === 'corrected') used += 1;
    }
    const holds = Math.abs(corrected.covered / seeds - 0.95) <= slack && told.covered / seeds >= 0.95 - slack;
    if (!holds) failed += 1;
    const cell = ({ covered, width }: Tally) =>
      `${percent(covered / seeds)} ±${(width / seeds / 2).toFixed(3)}`.padEnd(15);
    const by = `${world.byError ? 'error' : 'chance'}${world.stopped === undefined ? '' : ` ≥${world.stopped}`}`;
    process.stdout.write(
      `${name.padEnd(15)} ${String(world.cases).padStart(5)} ${String(world.drawn).padStart(5)} ${by.padEnd(9)} ${[alone, labels, whole, corrected, told].map(cell).join('')}${(corrected.width / labels.width).toFixed(2).padStart(8)}          ${percent(used / seeds)}  ${holds ? 'PASS' : 'FAIL'}\n`,
    );
  }
}
process.exitCode = failed > 0 ? 1 : 0;
