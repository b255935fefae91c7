import type { Problem } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { PromptTarget } from '../core/suite.ts';
import type { Setting } from '../optimize/settings.ts';
import type { Tree } from '../ports.ts';
import type { Components } from './candidates.ts';
import type { PromptSuite } from './prompt-suite.ts';
import { rewrite } from './rewrite.ts';

/** What may be changed: each of it was tried on the files first, so that nothing is found that cannot be written. */
export interface Space {
  components: Components;
  /** Where examples are shown. */
  demosIn: string | undefined;
  settings: Setting[];
  /** What is left out, and why. */
  left: Problem[];
}

/** Fewer characters beside placeholders than this are no instruction. */
const LEAST_TEXT = 12;
const PROBE = 'Take care.';

export async function exploreSpace(
  tree: Tree,
  suite: PromptSuite,
  wanted: { models: readonly string[]; parameters: readonly JsonObject[] },
): Promise<Space> {
  const components = new Map<string, number>();
  const left: Problem[] = [];
  const { target, promptPath } = suite;
  for (const [index, { role, content }] of target.prompt.messages.entries()) {
    if (
      role === 'assistant' ||
      content.replaceAll(/\{\{[^}]*\}\}+|\{%[^%]*%\}/g, '').trim().length < LEAST_TEXT
    )
      continue;
    const name = `${index + 1} ${role}`;
    const probe = withText(target, index, `${PROBE}\n${content}`);
    if (await rewrite(tree, suite, probe)) components.set(name, index);
    else {
      left.push({
        code: 'E_OPTIMIZE',
        message: `Message ${name} of ${promptPath} (format ${target.prompt.format}) cannot be changed without touching more of the file, so it stays as it is.`,
        help: 'Keep the text once, as one literal, in a prompt file of its own: .prompt.yml, .md, .txt, .prompty or .prompt.',
        place: { path: promptPath.split('#')[0] ?? promptPath },
      });
    }
  }
  const settings: Setting[] = [];
  for (const setting of settingsOf(target, wanted)) {
    const isOther = setting.model !== target.model || setting.provider !== target.provider;
    if (isOther && target.price) {
      left.push(
        notTried(suite, setting, 'The suite states the price of its own model, which would be wrong for it.'),
      );
    } else if (await rewrite(tree, suite, { ...target, ...setting })) settings.push(setting);
    else
      left.push(
        notTried(suite, setting, 'It is set where it cannot be changed without touching more of the file.'),
      );
  }
  return { components, demosIn: demosIn(components, target), settings, left };
}

function withText(target: PromptTarget, index: number, content: string): PromptTarget {
  const messages = target.prompt.messages.map((message, at) =>
    at === index ? { ...message, content } : message,
  );
  return { ...target, prompt: { ...target.prompt, messages } };
}

/** The first message that is no user's, or else the first: not in a template that is cut into messages later. */
function demosIn(components: Components, { prompt }: PromptTarget): string | undefined {
  if ((prompt.layout ?? 'messages') !== 'messages') return undefined;
  const names = [...components.keys()];
  return names.find((name) => !name.endsWith(' user')) ?? names[0];
}

/** Every model with every set of parameters. */
function settingsOf(
  target: PromptTarget,
  { models, parameters }: { models: readonly string[]; parameters: readonly JsonObject[] },
): Setting[] {
  const each = models.length === 0 ? [target.model] : [...new Set([target.model, ...models])];
  const grids = parameters.length === 0 ? [{}] : [{}, ...parameters];
  return each.flatMap((model) =>
    grids.flatMap((grid) => {
      const setting = { provider: target.provider, model, parameters: { ...target.parameters, ...grid } };
      return model === target.model && grid === grids[0] ? [] : [setting];
    }),
  );
}

function notTried({ path }: PromptSuite, { model, parameters }: Setting, why: string): Problem {
  return {
    code: 'E_OPTIMIZE',
    message: `${model} with ${JSON.stringify(parameters)} is not tried. ${why}`,
    help: 'State model and parameters in the suite file or in a YAML prompt file:\n  target:\n    model: …',
    place: { path },
  };
}
