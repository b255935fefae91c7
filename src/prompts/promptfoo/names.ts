import type { NamedPrompt } from './prompts.ts';
import type { Provider } from './providers.ts';

/** A prompt or provider by its place in the config. */
export interface Numbered<Item> {
  item: Item;
  /** From 0. */
  index: number;
}

/**
 * The name of the suite that one prompt and one provider of a config are. It pairs base with head, so it must not
 * change when a model is swapped: labels count, and without them places; the first prompt and the first provider
 * need neither.
 */
export function suiteName(
  path: string,
  prompt: Numbered<Pick<NamedPrompt, 'label'>>,
  provider: Numbered<Pick<Provider, 'label'>>,
): string {
  const parts = [
    baseName(path),
    prompt.index === 0 ? undefined : (prompt.item.label ?? `prompt-${prompt.index + 1}`),
    provider.item.label ?? (provider.index === 0 ? undefined : `provider-${provider.index + 1}`),
  ];
  return parts
    .flatMap((part) => (part === undefined ? [] : [plain(part)]))
    .join('/')
    .slice(-MOST)
    .replace(/^[^A-Za-z0-9]+/, '');
}

const MOST = 80;

/** The file's path without its ending; the usual name of a config says nothing, so its folder stands for it. */
function baseName(path: string): string {
  const stem = path.replace(/\.[^./]*$/, '');
  const folder = stem.replace(/(?:^|\/)promptfooconfig$/i, '');
  return folder === '' ? 'promptfoo' : folder;
}

function plain(text: string): string {
  const kept = text.normalize('NFKD').replaceAll(/[^A-Za-z0-9 ._/-]+/g, '-');
  return kept.replaceAll(/^[^A-Za-z0-9]+|[ /-]+$/g, '').slice(0, 60) || 'unnamed';
}

/** Names, each once: one that is taken gets a number. */
export function distinct(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return names.map((name) => {
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return nth === 1 ? name : `${name.slice(0, MOST - 4)}-${nth}`;
  });
}
