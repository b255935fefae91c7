#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { runCli } from './shells/cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  demoFolder: fileURLToPath(new URL('../demo', import.meta.url)),
  pagesFolder: fileURLToPath(new URL('../dist/pages', import.meta.url)),
  stdout: process.stdout,
  stderr: process.stderr,
  onSignal: (stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  },
});
