import { runAction } from './shells/action.ts';

process.exitCode = await runAction({
  env: process.env,
  onSignal: (stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  },
});
