import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds, in short. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: axe.Result[] }>('axe.run(document)');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

/** Elements and attributes that a report must not be able to bring. */
export async function live(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('*')].flatMap((each) => {
    const name = each.localName;
    const known = name === 'script' ? !each.src && document.scripts.length === 2
      : name === 'style' ? each.parentNode === document.head
      : name === 'a' ? /^#case=[\\w.!~*'()%/-]*$/.test(each.getAttribute('href')) || each.textContent === 'workflow run'
      : !['img', 'iframe', 'object', 'embed', 'form', 'base', 'link', 'video', 'audio', 'template', 'foreignObject', 'use', 'image'].includes(name);
    const handlers = each.getAttributeNames().filter((attribute) => /^(on|style$|src|formaction)/.test(attribute) && !(attribute === 'style' && each.closest('.rows')));
    return [...(known ? [] : [each.outerHTML.slice(0, 200)]), ...handlers.map((attribute) => name + ' ' + attribute)];
  })`);
}
