import { fileURLToPath } from 'node:url';
import { runAction } from './shells/action.ts';

process.exitCode = await runAction({
  env: process.env,
  pagesFolder: fileURLToPath(new URL('../dist/pages', import.meta.url)),
  onSignal: (stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  },
});
