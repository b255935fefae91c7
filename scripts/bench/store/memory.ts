/** Peak memory by number of cases, two variants each, an endpoint that answers at once. `npm run bench:memory`. */
import { createSetting } from './setting.ts';

const SIZES = process.argv.slice(2).map(Number);
for (const cases of SIZES.length > 0 ? SIZES : [10_000, 100_000]) {
  await using setting = await createSetting({ cases, latencyMs: 0 });
  const { peakMb, code } = await setting.compare();
  process.stdout.write(
    `${cases} cases × 2: peak ${peakMb} MB, ${setting.requests.total} requests, exit code ${code}\n`,
  );
}
