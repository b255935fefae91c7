import { RatchetError } from '../../core/errors.ts';
import type { Prompt } from '../../core/suite.ts';
import { type Compiled, TemplateFault } from './run.ts';

/** Engines with logic of their own. */
export type LogicEngine = Exclude<NonNullable<Prompt['engine']>, 'placeholders'>;

type Engine = (template: string, options: { roleMarks: boolean }) => Compiled;

/** How each engine's code is found. None is read before a prompt needs it: most prompts are plain placeholders. */
const CODE: Readonly<Record<LogicEngine, () => Promise<Engine>>> = {
  jinja: async () => (await import('./jinja.ts')).compileJinja,
  liquid: async () => (await import('./liquid.ts')).compileLiquid,
  mustache: async () => (await import('./mustache.ts')).compileMustache,
  handlebars: async () => {
    const { compileHandlebars } = await import('./handlebars.ts');
    return (template, { roleMarks }) => compileHandlebars(template, roleMarks);
  },
};

const loaded = new Map<LogicEngine, Engine>();

/** Makes engines ready for {@link compile}, which does not wait. */
export async function loadEngines(engines: Iterable<LogicEngine>): Promise<void> {
  await Promise.all(
    [...engines].map(async (engine) => {
      if (!loaded.has(engine)) loaded.set(engine, await CODE[engine]());
    }),
  );
}

/**
 * Reads one of a prompt's templates; `undefined` for plain placeholders, which need no reading. Templates with role
 * marks have Dotprompt's helpers.
 * @throws TemplateFault
 * @throws RatchetError E_INTERNAL when the engine was not loaded
 */
export function compile(prompt: Pick<Prompt, 'engine' | 'layout'>, template: string): Compiled | undefined {
  if (prompt.engine === undefined || prompt.engine === 'placeholders') return undefined;
  const engine = loaded.get(prompt.engine);
  if (engine === undefined) {
    throw new RatchetError({
      code: 'E_INTERNAL',
      message: `The engine for ${prompt.engine} was not loaded.`,
      help: 'Please report this.',
    });
  }
  try {
    return engine(template, { roleMarks: prompt.layout === 'role-marks' });
  } catch (error) {
    // The last resort, should anything be deeper than the limits foresee.
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateFault('The template is nested too deeply.', 0, 'Flatten the template.');
  }
}
