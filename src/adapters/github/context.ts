import { context } from '@actions/github';

/** What the package makes of the runner's environment and event file. It does so when this module is imported. */
export function runnerContext(): typeof context {
  return context;
}
