/** Requests of a second run after no change, and for base after a change of head only. `npm run bench:cache`. */
import { createSetting } from './setting.ts';

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
process.stdout.write(
  `first run ${first.total} requests; after no change ${again.total}; after a change of head ${changed.total}, ${changed.base} of them for base\n`,
);
if (again.total > 0 || changed.base > 0) process.exitCode = 1;
