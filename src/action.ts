import { runAction } from './shells/action.ts';

process.exitCode = await runAction({
  env: process.env,
  // From src/ and from dist/ alike.
  pages: new URL('../dist/pages/', import.meta.url),
  onSignal: (stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  },
});
