import type { Octokit } from '@octokit/rest';
import { emptied } from '../../core/label-boxes.ts';
import type { PairVerdict } from '../../core/label-command.ts';
import { type LabelData, readLabelData } from '../../core/label-data.ts';
import { itemOf, itemPathOf, printItem, readItems } from '../../human/item.ts';
import { type Label, type PairLabel, printLabel } from '../../human/label.ts';
import { readLabels } from '../../human/label-file.ts';
import { labelPathOf } from '../../human/label-path.ts';
import { saidOf, targetOf } from '../../human/said.ts';
import type { LabelLedger } from '../../ports.ts';
import { COMMENT_LIMIT } from './comment.ts';
import { failureOf } from './failure.ts';
import { readMarker } from './marker.ts';
import { partsOf } from './parts.ts';
import { ownerAndName } from './repository.ts';

/** A case that one of our comments asks about, and the commit that it was asked for. */
export type Offer = LabelData['offers'][number] & { head: string };

/** What somebody said of a case on offer. */
export interface Said {
  code: string;
  verdict: PairVerdict;
  note?: string | undefined;
}

const WRITERS = new Set(['write', 'maintain', 'admin']);

/** Whether an account may push to the repository, as of now. */
export async function mayWrite(client: Octokit, repository: string, username: string): Promise<boolean> {
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({
      ...ownerAndName(repository),
      username,
    });
    return WRITERS.has(data.permission);
  } catch (error) {
    // What GitHub does not tell is no permission.
    if (['missing', 'forbidden'].includes(failureOf(error).kind)) return false;
    throw error;
  }
}

/** The cases that our comments ask about, by code. */
export function offersIn(ours: readonly { body?: string | undefined }[]): ReadonlyMap<string, Offer> {
  return new Map(
    ours.flatMap(({ body = '' }) =>
      dataIn(body).flatMap(({ head, offers }) =>
        offers.map((offer): [string, Offer] => [offer.code, { ...offer, head }]),
      ),
    ),
  );
}

/** The data of a report, or of each part of a comment that several runs share. */
function dataIn(body: string): LabelData[] {
  const marker = readMarker(body);
  if (!marker) return [];
  const texts = marker.parts === undefined ? [body] : partsOf(body).map(({ text }) => `\n${text}`);
  return texts.flatMap((text) => readLabelData(text) ?? []);
}

/** The label of what was said, bound to the texts that our comment showed; or why there is none. */
export function labelFor(
  { code, verdict, note }: Said,
  { offers, head, by, at }: { offers: ReadonlyMap<string, Offer>; head: string; by: string; at: string },
): { offer: Offer; label: PairLabel } | string {
  const offer = offers.get(code);
  if (!offer) return `Not recorded: \`${code}\` is not on offer here. The newest report lists the cases.`;
  if (offer.head !== head) {
    return `Not recorded: \`${code}\` is about \`${offer.head.slice(0, 7)}\`, and the head is \`${head.slice(0, 7)}\` now. Wait for its report.`;
  }
  const [a, b] = [offer.a, offer.b].map((output) => itemOf({ id: offer.case, ...offer }, output).key);
  return {
    offer,
    label: {
      kind: 'pair',
      case: offer.case,
      criterion: offer.criterion,
      criterionVersion: offer.criterionVersion,
      rater: by,
      blind: offer.blind,
      probability: offer.probability,
      at,
      a: a ?? '',
      b: b ?? '',
      verdict,
      ...(note === undefined ? {} : { note }),
    },
  };
}

/** Writes labels and the texts that they are bound to; what is there already is not written again. */
export async function record(
  ledger: LabelLedger,
  wanted: readonly { offer: Offer; label: PairLabel }[],
  message: string,
): Promise<{ added: number; said: string[] }> {
  const lines = new Map<string, string>();
  const said: string[] = [];
  let added = 0;
  for (const [path, group] of Map.groupBy(wanted, ({ offer }) =>
    labelPathOf({ name: offer.suite, path: offer.path }),
  )) {
    const itemPath = itemPathOf(path);
    const [labelText = '', itemText = ''] = await Promise.all([ledger.read(path), ledger.read(itemPath)]);
    const { labels } = readLabels({ path, text: labelText });
    const { items } = readItems({ path: itemPath, text: itemText });
    for (const { offer, label } of group) {
      if (isSame(labels, label)) {
        said.push(`\`${offer.code}\` was recorded before: nothing is added.`);
        continue;
      }
      labels.push(label);
      added += 1;
      lines.set(path, `${lines.get(path) ?? ''}${printLabel(label)}`);
      for (const item of [offer.a, offer.b].map((output) => itemOf({ id: offer.case, ...offer }, output))) {
        if (items.has(item.key)) continue;
        items.set(item.key, item);
        lines.set(itemPath, `${lines.get(itemPath) ?? ''}${printItem(item)}`);
      }
      said.push(`\`${offer.code}\` is recorded: \`${label.verdict}\` by \`${label.rater}\`.`);
    }
  }
  if (lines.size > 0) await ledger.append(lines, message);
  return { added, said };
}

/** Whether a label is there: this very one, or the same verdict as the last that its rater gave. */
function isSame(labels: readonly Label[], label: PairLabel): boolean {
  const own = labels.filter(
    (one) =>
      one.kind === 'pair' &&
      one.rater === label.rater &&
      one.criterionVersion === label.criterionVersion &&
      targetOf(one) === targetOf(label),
  );
  const last = own.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)).at(-1);
  return own.some(({ at }) => at === label.at) || (last !== undefined && saidOf(last) === saidOf(label));
}

const STATUS = '\n\n<!-- prompt-ratchet labelled -->\n';

/**
 * Empties the boxes of our reports that have one of these cases, and adds to the last line which of them are labelled.
 * What a report says above stays as it is. Read anew: others tick boxes, and other runs empty them, in the meantime.
 */
export async function showProgress(
  { client, repository }: { client: Octokit; repository: string },
  ours: readonly { id: number; body?: string | undefined }[],
  { seen, labelled }: { seen: ReadonlySet<string>; labelled: ReadonlySet<string> },
): Promise<void> {
  for (const { id, body: listed = '' } of ours) {
    if (!codesIn(listed).some((code) => seen.has(code))) continue;
    const place = { ...ownerAndName(repository), comment_id: id };
    // The label is recorded; a comment that cannot be updated is no reason to say otherwise.
    try {
      const { data } = await client.rest.issues.getComment(place);
      const before = data.body ?? '';
      const text = withStatus(emptied(before), labelled);
      if (text !== before && text.length <= COMMENT_LIMIT) {
        await client.rest.issues.updateComment({ ...place, body: text });
      }
    } catch {}
  }
}

function codesIn(body: string): string[] {
  return dataIn(body).flatMap(({ offers }) => offers.map(({ code }) => code));
}

function withStatus(body: string, labelled: ReadonlySet<string>): string {
  const at = body.lastIndexOf(STATUS);
  // Only a line of ours, at the very end, is replaced.
  const [, before] =
    at === -1
      ? []
      : (/^Labelled: ((?:`[0-9a-f]{8}`(?:, )?)+)\.[^\n]*$/.exec(body.slice(at + STATUS.length)) ?? []);
  const known = [...(before ?? '').matchAll(/[0-9a-f]{8}/g)].map(([code]) => code);
  const all = [...new Set([...known, ...codesIn(body).filter((code) => labelled.has(code))])];
  if (all.length === 0) return body;
  const line = `Labelled: ${all.map((code) => `\`${code}\``).join(', ')}. Run the check again to have ${all.length === 1 ? 'it' : 'them'} counted.`;
  return `${before === undefined ? body : body.slice(0, at)}${STATUS}${line}`;
}
