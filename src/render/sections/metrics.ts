import type { MeasuredSuite } from '../../core/report.ts';
import { type Block, optional } from '../ladder.ts';
import { table } from '../markdown.ts';
import { metricRows } from '../metric-rows.ts';

/** Cost and latency side by side. */
export function metricsBlock(suite: MeasuredSuite): Block {
  const { base, head } = suite.metrics;
  if (base === undefined && head === undefined) return optional('', 65);
  const rows = metricRows(suite);
  if (rows.length === 0) return optional('', 65);
  const text =
    base === undefined
      ? table(
          [{ title: 'A trial' }, { title: 'Head', numeric: true }],
          rows.map((row) => [row.title, row.head]),
        )
      : table(
          [
            { title: 'A trial' },
            { title: 'Base', numeric: true },
            { title: 'Head', numeric: true },
            { title: 'Change', numeric: true },
          ],
          rows.map((row) => [row.title, row.base, row.head, row.change]),
        );
  return optional(text, 65, 'table');
}
