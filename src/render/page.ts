import { jsonParts } from '../core/json-parts.ts';
import { jsonInHtml } from './escape.ts';

/** Where a built page (`dist/pages/`) takes its data. */
export const DATA_SLOT = '<script type="application/json" id="data"></script>';

/** A built page with its data inside. The data is inert: the page reads it as JSON and shows it as text. */
export function fillPage(page: string, data: unknown): string {
  return [...pageParts(page, data)].join('');
}

/** {@link fillPage} in parts: of very much data the whole would be too large to hold beside it. */
export function* pageParts(page: string, data: unknown): Generator<string> {
  const at = page.indexOf(DATA_SLOT);
  if (at < 0) throw new Error('The page has no place for data.');
  const [open, close] = DATA_SLOT.split(/(?=<\/script>)/);
  yield `${page.slice(0, at)}${open}`;
  for (const part of jsonParts(data)) yield jsonInHtml(part);
  yield `${close}${page.slice(at + DATA_SLOT.length)}`;
}
