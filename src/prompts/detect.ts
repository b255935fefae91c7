import { RatchetError, RatchetErrors } from '../core/errors.ts';
import { parsePrompt } from './format.ts';

/** Endings that nothing but prompts have. */
const PROMPTS = /\.(?:prompt|prompt\.ya?ml|prompty)$/i;
/** Endings of templates, texts and data: prompts where their path says so. */
const TEMPLATES = /\.(?:j2|jinja2?|liquid|hbs|handlebars|mustache|txt|md|json|ya?ml)$/i;
const SAYS_SO = /(?:^|[/_.-])prompts?(?:$|[/_.-])/i;
/** Files about prompts, and places where no prompt of the repository's own stands. */
const NOT =
  /(?:^|\/)(?:node_modules|vendor|dist|build|test|tests|fixtures|__fixtures__|docs?)\/|(?:^|\/)(?:readme|changelog|contributing|licen[sc]e)\b[^/]*$/i;

/** Whether a file may be a prompt, by its path alone. */
export function mayBePrompt(path: string): boolean {
  if (NOT.test(path)) return false;
  return PROMPTS.test(path) || (TEMPLATES.test(path) && SAYS_SO.test(path));
}

/**
 * Whether a file that may be a prompt is one: files of data have to hold messages, templates and texts have to hold
 * something. A prompt with a mistake in it is one all the same where its ending says so.
 */
export function isPrompt({ path, text }: { path: string; text: string }): boolean {
  if (!mayBePrompt(path)) return false;
  if (PROMPTS.test(path)) return true;
  if (!/\.(?:json|ya?ml)$/i.test(path)) return text.trim() !== '';
  try {
    return parsePrompt({ path, text }).messages.length > 0;
  } catch (error) {
    if (error instanceof RatchetError || error instanceof RatchetErrors) return false;
    throw error;
  }
}
