import type { Prompt } from '../../core/suite.ts';
import { compileHandlebars } from './handlebars.ts';
import { compileJinja } from './jinja.ts';
import { linkOf } from './link.ts';
import { compileLiquid } from './liquid.ts';
import { compileMustache } from './mustache.ts';
import { type Compiled, TemplateFault } from './run.ts';

/** Engines with logic of their own. */
export type LogicEngine = Exclude<NonNullable<Prompt['engine']>, 'placeholders'>;

/**
 * Reads one of a prompt's templates, with the files that it includes; `undefined` for plain placeholders, which need no reading. Templates with role
 * marks have Dotprompt's helpers.
 * @throws TemplateFault
 */
export function compile(
  prompt: Pick<Prompt, 'engine' | 'layout' | 'partials'>,
  template: string,
): Compiled | undefined {
  const link = linkOf(prompt.partials);
  try {
    switch (prompt.engine) {
      case 'jinja':
        return compileJinja(template, link);
      case 'liquid':
        return compileLiquid(template, link);
      case 'mustache':
        return compileMustache(template, link);
      case 'handlebars':
        return compileHandlebars(template, prompt.layout === 'role-marks', link);
      default:
        return undefined;
    }
  } catch (error) {
    // The last resort, should anything be deeper than the limits foresee.
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateFault('The template is nested too deeply.', 0, 'Flatten the template.');
  }
}
