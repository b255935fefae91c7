import type { Item, Line } from '../run.ts';
import { createSetting } from '../setting.ts';

/** What is asked a second time. */
export const item: Item = {
  title: 'a second run, 2 variants × 500 cases',
  async run(): Promise<Line[]> {
    await using setting = await createSetting({ cases: 500, latencyMs: 5 });
    const requestsOf = async () => {
      const before = { ...setting.requests };
      await setting.compare();
      const { total, old } = setting.requests;
      return { total: total - before.total, base: old - before.old };
    };
    const first = await requestsOf();
    const again = await requestsOf();
    await setting.setPrompt('Newer');
    const changed = await requestsOf();
    return [
      {
        what: 'requests after no change',
        value: again.total,
        atMost: 0,
        unit: '',
        note: `${first.total} at first`,
      },
      {
        what: 'requests for base after a change of head',
        value: changed.base,
        atMost: 0,
        unit: '',
        note: `${changed.total} for head`,
      },
    ];
  },
};
