import type { CaseReport } from './report.ts';

/** Gives equal things as one. */
export type Sharing = <Thing>(thing: Thing) => Thing;

export function createSharing(): Sharing {
  const known = new Map<string, unknown>();
  return <Thing>(thing: Thing) => {
    const key = JSON.stringify(thing);
    if (!known.has(key)) known.set(key, thing);
    return known.get(key) as Thing;
  };
}

/** Of very many brief cases most are alike but for their names: what is alike is held once. */
export function shared(report: CaseReport, share: Sharing): CaseReport {
  const { tags, vars, base, head } = report;
  return { ...report, tags: share(tags), vars: share(vars), base: share(base), head: share(head) };
}
