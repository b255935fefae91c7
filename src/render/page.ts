import { jsonInHtml } from './escape.ts';

/** Where a built page (`dist/pages/`) takes its data. */
export const DATA_SLOT = '<script type="application/json" id="data"></script>';

/** A built page with its data inside. The data is inert: the page reads it as JSON and shows it as text. */
export function fillPage(page: string, data: unknown): string {
  const at = page.indexOf(DATA_SLOT);
  if (at < 0) throw new Error('The page has no place for data.');
  const [open, close] = DATA_SLOT.split(/(?=<\/script>)/);
  return `${page.slice(0, at)}${open}${jsonInHtml(data)}${close}${page.slice(at + DATA_SLOT.length)}`;
}
