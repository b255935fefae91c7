import type { Progress } from '../ports.ts';
import { codeSpan } from './escape.ts';
import { count, duration, money } from './numbers.ts';
import { runLink } from './run-link.ts';

/** What a comment says while its run is under way. One paragraph, free of text from outside but the name of the scope. */
export function renderRunning(
  progress: Progress,
  {
    runUrl,
    scope,
    sha,
  }: { runUrl?: string | undefined; scope?: string | undefined; sha?: string | undefined },
): string {
  const { done, total, failed, costUsd, leftMs } = progress;
  const facts = [
    ...(scope === undefined ? [] : [`**${codeSpan(scope)}**`]),
    `${count(done)} of ${count(total)} trials`,
    failed > 0 ? `${count(failed)} failed` : '',
    costUsd > 0 ? `${money(costUsd)} so far` : '',
    leftMs !== undefined && done < total ? `about ${duration(leftMs)} left` : '',
    sha !== undefined && /^[0-9a-f]{40,64}$/.test(sha) ? `for ${codeSpan(sha.slice(0, 7))}` : '',
    runLink(runUrl),
  ].filter(Boolean);
  return `⏳ **Running** · ${facts.join(' · ')}`;
}

/** Stands between what a run under way says and what the last one said. */
export const EARLIER = 'Below is the result of an earlier run.';

const RULE = '\n\n---\n\n';

/** What the comment says of a run under way, above what the last finished one said, as long as both fit. */
export function renderUnderWay(
  running: string,
  previous: { text: string; running: boolean } | undefined,
  limit: number,
): string {
  const at = previous?.running === true ? previous.text.indexOf(RULE) : -1;
  // What was written by a run under way has its own words first, and they hold no rule.
  const result =
    previous === undefined || (previous.running && at < 0)
      ? ''
      : previous.text.slice(at < 0 ? 0 : at + RULE.length);
  const both = `${running}\n\n${EARLIER}${RULE}${result}`;
  return result === '' || both.length > limit ? running : both;
}
