/** The version of the report's shape. A reader refuses a report of another version. */
export const REPORT_VERSION = 1;

/** UTF-16 units of an output that the report keeps. Scorers see the whole output. */
export const OUTPUT_LIMIT = 50_000;
