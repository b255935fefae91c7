import { terminalName } from './escape.ts';
import { plural } from './numbers.ts';

interface Share {
  value: number;
  lower: number;
  upper: number;
  of: number;
}

/** What is shown of a tested judge. */
export interface ShownJudge {
  path: string;
  judge: string;
  models: readonly string[];
  hash: string;
  quality: {
    cases: number;
    unjudged: number;
    agreement?: Share | undefined;
    kappa?: number | undefined;
    sensitivity?: Share | undefined;
    specificity?: Share | undefined;
    positions?: Share | undefined;
    quotes?: Share | undefined;
    repeats?: Share | undefined;
    wrong: readonly { id: string; label: string; answer: string | undefined }[];
  };
}

const MOST_WRONG = 10;

/** How good judges are by labelled cases, for a terminal. Intervals are of 95 %. */
export function renderJudges(judges: readonly ShownJudge[]): string {
  return `${judges.map(judgeLines).join('\n\n')}\n`;
}

function judgeLines({ path, judge, models, hash, quality }: ShownJudge): string {
  const { cases, unjudged, agreement, kappa, sensitivity, specificity, positions, quotes, repeats, wrong } =
    quality;
  const beyond = kappa === undefined ? '' : `, kappa ${kappa.toFixed(2)}`;
  const rows: (string | undefined)[] = [
    `${terminalName(path)}: ${judge} by ${models.map((one) => terminalName(one)).join(', ')} (${hash})`,
    line('agreement', agreement, `of ${plural(cases, 'case')}${beyond}`),
    line('sensitivity', sensitivity, 'of what people pass, passed'),
    line('specificity', specificity, 'of what people fail, failed'),
    line('position', positions, 'of pairs judged alike in both orders'),
    line('quotes', quotes, 'of judgements that quote, quoting what is there'),
    line('repeats', repeats, 'of cases judged alike each time'),
    unjudged > 0 ? `  no score     ${plural(unjudged, 'case')}, counted as wrong` : undefined,
    ...wrong
      .slice(0, MOST_WRONG)
      .map(
        ({ id, label, answer }) =>
          `  wrong        ${terminalName(id)}: ${label}, judged ${answer ?? 'nothing'}`,
      ),
    wrong.length > MOST_WRONG ? `  wrong        and ${wrong.length - MOST_WRONG} more` : undefined,
  ];
  return rows.filter((row) => row !== undefined).join('\n');
}

function line(name: string, share: Share | undefined, words: string): string | undefined {
  if (share === undefined) return undefined;
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  return `  ${name.padEnd(12)} ${percent(share.value).padStart(5)}  [${percent(share.lower)}, ${percent(share.upper)}] ${words}${words.startsWith('of ') && name !== 'agreement' ? ` (${share.of})` : ''}`;
}
