// Loaded with --import before a process under test: writes down each module that the process reads, in order, with the
// length of its text, in the file that PROMPT_RATCHET_TEST_MODULES names. Plain JavaScript, as it runs in any process.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const file = process.env['PROMPT_RATCHET_TEST_MODULES'];

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (file !== undefined) {
      appendFileSync(file, `${JSON.stringify({ url, bytes: loaded.source?.length ?? 0 })}\n`);
    }
    return loaded;
  },
});
