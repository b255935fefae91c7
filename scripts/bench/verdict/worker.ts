/** Runs the scenarios that it is sent the index of, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { run } from './run.ts';
import { SCENARIOS } from './scenarios.ts';

const options = workerData as { replications: number; seed: string };

parentPort?.on('message', (index: number) => {
  const scenario = SCENARIOS[index];
  if (!scenario) throw new Error(`There is no scenario ${index}.`);
  parentPort?.postMessage(run(scenario, options));
});
