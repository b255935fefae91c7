import type { RenderPrompt } from '../core/request.ts';
import type { PromptTarget, Suite } from '../core/suite.ts';
import { renderMessages } from '../prompts/format.ts';

/** A suite whose target is a prompt: the kind that a search can change. */
export type PromptSuite = Omit<Suite, 'target' | 'promptPath'> & { target: PromptTarget; promptPath: string };

export function isPromptSuite(suite: Suite): suite is PromptSuite {
  return suite.target.kind === 'prompt' && suite.promptPath !== undefined;
}

export const renderPrompt: RenderPrompt = ({ target, path }, { vars }) => {
  if (target.kind === 'prompt') return renderMessages(target.prompt, vars);
  throw new RangeError(`${path} has no prompt to render.`);
};
