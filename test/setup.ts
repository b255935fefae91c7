import fc from 'fast-check';
import { loadEngines } from '../src/prompts/engines/engine.ts';

// Tests parse prompts without waiting, which `loadPrompt` does in the product.
await loadEngines(['jinja', 'liquid', 'mustache', 'handlebars']);

// The same cases in every run, so that a red test is the change's doing. FC_SEED=$RANDOM npm test looks further.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_260_101) });
