/** What can come of one pull request; each happens or does not. */
export const EVENTS = [
  // The decision. `block` fails on what was measured, `unmeasured` fails because too little could be.
  'block',
  'pass',
  'warn',
  'unmeasured',
  // The rest of a suite was not run, because a regression was proven.
  'stopped',
  // Every gating comparison was shown to be no worse than the margin.
  'unchanged',
  // A second look ended early; and its verdict was another one than that of the whole look, which must not be.
  'curtailed',
  'changedByCurtailing',
  // What blocked: a comparison, a confirmed case, a must-pass case.
  'regressed',
  'caseBroken',
  'mustPass',
  // Every case that the change really broke was confirmed. A case that it left alone was confirmed as broken;
  // or as broken or fixed.
  'found',
  'falselyBroke',
  'falselyConfirmed',
  // Head was proven to lack scores that base has, whatever came of it; and that blocked.
  'lossProven',
  'scoresLost',
  // With all scores it would have been blocked, and without those that are missing it passed, which must not be.
  'greenByLoss',
  // Base scored less than the margin, so nothing could be said; it was called unchanged all the same, or an open
  // verdict blocked, neither of which must be.
  'atFloor',
  'floorUnchanged',
  'openBlocks',
  // The gate said `regressed` of a mean that rose.
  'wrongSign',
  // Naive gates that blocked.
  'dropped',
  'fivePoints',
  'floor',
] as const;
export type Event = (typeof EVENTS)[number];
