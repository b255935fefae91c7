import type { Frontier, FrontierPoint } from '../../src/core/optimize-report.ts';

/** A model as it did on 120 cases. */
export const modelPoint = (
  name: string,
  quality: number,
  costPerThousand: number | undefined,
  latencyMs: number,
  onFront: boolean,
): FrontierPoint => ({
  name,
  what: 'candidate',
  model: name,
  quality,
  cases: 120,
  delta: quality - 0.91,
  interval: [quality - 0.95, quality - 0.87],
  ...(costPerThousand === undefined ? {} : { costPerThousand }),
  latencyMs,
  onFront,
});
/** Four models, one of them beaten on every axis. */
export const FRONTIER: Frontier = {
  suite: 'triage',
  points: [
    {
      ...modelPoint('large', 0.91, 2.1, 1400, true),
      what: 'incumbent',
      delta: undefined,
      interval: undefined,
    },
    modelPoint('mini', 0.89, 0.42, 900, true),
    modelPoint('nano', 0.74, 0.11, 520, true),
    modelPoint('slow', 0.86, 0.6, 1900, false),
  ],
  problems: [
    { code: 'E_OPTIMIZE', message: 'slow: 2 of 120 cases could not be measured.', help: 'See that.' },
  ],
};
