import type { Item, Line } from '../run.ts';
import { createSetting } from '../setting.ts';

const [FEW, MANY] = [10_000, 100_000];

/** The largest resident set of the whole process, from start to written report. */
export const item: Item = {
  title: '2 variants × 10,000 and 100,000 cases, answered at once, concurrency 32',
  async run(): Promise<Line[]> {
    const few = await peakOf(FEW);
    const many = await peakOf(MANY);
    const unit = 'MB';
    return [
      { what: `peak memory, ${FEW} cases`, value: few, unit },
      { what: `peak memory, ${MANY} cases`, value: many, atMost: 400, unit },
      // Less than linear: ten times the cases take less than ten times the memory.
      { what: `  ÷ that of ${FEW} cases`, value: many / few, atMost: MANY / FEW },
    ];
  },
};

async function peakOf(cases: number): Promise<number> {
  await using setting = await createSetting({ cases, latencyMs: 0 });
  const { peakMb, code } = await setting.compare();
  if (code !== 0 || setting.requests.total !== 2 * cases) {
    throw new Error(`${cases} cases: exit code ${code} after ${setting.requests.total} requests.`);
  }
  return peakMb;
}
