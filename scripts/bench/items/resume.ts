import type { Item, Line } from '../run.ts';
import { createSetting, findingsOf, type Setting } from '../setting.ts';

const KILLS = 20;
const CONCURRENCY = 32;

/** Kills a run at random moments and lets it go on. */
export const item: Item = {
  title: `kill -9 at ${KILLS} random moments, 2 variants × 500 cases, concurrency ${CONCURRENCY}`,
  async run(): Promise<Line[]> {
    await using setting = await createSetting({ cases: 500, latencyMs: 5 });
    await setting.compare();
    const whole = findingsOf(await setting.report());
    const work = setting.requests.total;
    let [differing, most] = [0, 0];
    for (let kill = 0; kill < KILLS; kill += 1) {
      await setting.forget();
      const start = setting.requests.total;
      await killAt(setting, start + 1 + Math.floor(Math.random() * (work - 1)));
      await setting.compare();
      most = Math.max(most, setting.requests.total - start - work);
      if (findingsOf(await setting.report()) !== whole) differing += 1;
    }
    return [
      {
        what: 'resumed to another report',
        value: differing,
        atMost: 0,
        unit: '',
        note: `of ${KILLS}`,
      },
      {
        // Nobody but the run knows what it had under way when it was killed: as much as it may have.
        what: `most requests beyond the ${work} of the work`,
        value: most,
        atMost: CONCURRENCY,
        unit: '',
      },
    ];
  },
};

async function killAt(setting: Setting, request: number): Promise<void> {
  const controller = new AbortController();
  setting.onRequest = (total) => {
    if (total >= request) controller.abort();
  };
  await setting.compare({ signal: controller.signal });
  setting.onRequest = () => {};
}
