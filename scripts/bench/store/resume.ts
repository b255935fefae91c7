/**
 * Kills a run of 500 cases on both sides at random moments and lets it go on. `npm run bench:resume`.
 * The report must be the uninterrupted one, and nothing may be asked again but what was under way.
 */
import { createSetting, findingsOf } from './setting.ts';

const KILLS = Number(process.argv[2] ?? 20);
const CONCURRENCY = 32;
await using setting = await createSetting({ cases: 500, latencyMs: 5 });
await setting.compare();
const whole = findingsOf(await setting.report());
const work = setting.requests.total;
let wrong = 0;
let most = 0;
for (let kill = 0; kill < KILLS; kill += 1) {
  await setting.forget();
  const start = setting.requests.total;
  const at = start + 1 + Math.floor(Math.random() * (work - 1));
  const controller = new AbortController();
  setting.onRequest = (total) => {
    if (total >= at) controller.abort();
  };
  await setting.compare({ signal: controller.signal });
  setting.onRequest = () => {};
  await setting.compare();
  const extra = setting.requests.total - start - work;
  most = Math.max(most, extra);
  if (findingsOf(await setting.report()) !== whole || extra > CONCURRENCY) wrong += 1;
}
process.stdout.write(
  `${KILLS} kills of a run of ${work} requests: ${KILLS - wrong} resumed to the same report; at most ${most} requests were made again (${CONCURRENCY} under way)\n`,
);
if (wrong > 0) process.exitCode = 1;
