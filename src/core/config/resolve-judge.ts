import { type Place, type Problem, RatchetErrors } from '../errors.ts';
import type { JudgeAsking, JudgeModel, JudgeParts } from '../judge-spec.ts';
import type { JudgeSpec, ScorerSpec } from '../suite.ts';
import { SUITE_DEFAULTS } from './defaults.ts';
import type { JudgeFile } from './judges.ts';

/**
 * A judge with every default applied; of a checklist one for each criterion.
 * @throws RatchetErrors E_CONFIG_INVALID for a judge that names no model, or two
 */
export function resolveJudge(file: JudgeFile, name: string, place: Place): JudgeSpec[] {
  const common = {
    kind: 'judge',
    threshold: file.threshold ?? SUITE_DEFAULTS.judgeThreshold,
    ...(file['max-drop'] === undefined ? {} : { maxDrop: file['max-drop'] }),
    ...severityOf(file),
    ...(file.weight === undefined ? {} : { weight: file.weight }),
    ...askingOf(file, name, place),
  } as const;
  return partsOf(file, name).map(({ name: own, ...parts }) => ({
    ...common,
    name: own,
    ...parts,
    ...guidanceOf(file, own.slice(name.length + 1)),
  }));
}

/** Of a checklist that of one criterion. */
function guidanceOf(file: JudgeFile, criterion: string): Pick<JudgeAsking, 'guidance'> {
  if (file.judge === 'pairwise') return {};
  const of = file.judge === 'checklist' ? { ...file.guidance }[criterion] : file.guidance;
  return of === undefined ? {} : { guidance: of };
}

/** A preference between two outputs is no measure of either, so by itself it decides nothing. */
function severityOf(file: JudgeFile): Pick<JudgeSpec, 'severity'> {
  const severity = file.severity ?? (file.judge === 'pairwise' ? 'info' : undefined);
  return severity === undefined ? {} : { severity };
}

function askingOf(file: JudgeFile, name: string, place: Place): JudgeAsking {
  const panel = file.panel?.map(modelOf);
  const single = file.model === undefined ? undefined : modelOf({ ...file, model: file.model });
  const asks = panel?.[0] ?? single;
  const beside = (['model', 'provider', 'api', 'parameters', 'price'] as const).find(
    (key) => file[key] !== undefined,
  );
  if (asks === undefined || (panel && beside)) throw new RatchetErrors([modelProblem(name, place, beside)]);
  return {
    asks,
    ...(panel ? { panel } : {}),
    ...(file.repeats === undefined ? {} : { repeats: file.repeats }),
    ...(file.prechecks === undefined ? {} : { prechecks: file.prechecks }),
    ...('requires' in file && file.requires ? { requires: file.requires } : {}),
    ...('canaries' in file && file.canaries ? { canaries: file.canaries } : {}),
  };
}

type ModelFile = Pick<JudgeFile, 'provider' | 'api' | 'parameters' | 'price'> & { model: string };

function modelOf(file: ModelFile): JudgeModel {
  return {
    provider: file.provider ?? SUITE_DEFAULTS.provider,
    model: file.model,
    parameters: file.parameters ?? {},
    // Chat Completions is what everything is asked through, so that saying so changes nothing.
    ...(file.api === undefined || file.api === 'chat' ? {} : { api: file.api }),
    ...(file.price ? { price: file.price } : {}),
  };
}

function modelProblem(name: string, place: Place, beside: string | undefined): Problem {
  const what = beside
    ? `has a \`panel\` and \`${beside}\` beside it, which no model of the panel takes`
    : 'names no model';
  return {
    code: 'E_CONFIG_INVALID',
    message: `The judge "${name}" ${what}.`,
    help: 'Name one model:\n  model: gpt-4.1-mini\nor several:\n  panel: [{ model: gpt-4.1-mini }, { provider: my-host, model: other }]',
    place,
  };
}

function partsOf(file: JudgeFile, name: string): (JudgeParts & { name: string })[] {
  switch (file.judge) {
    case 'rubric':
      return [
        {
          name,
          judge: file.judge,
          // Read from the rubric's file before, where they stand in one.
          criterion: file.criterion ?? '',
          levels: file.levels ?? [],
          ...(file.logprobs ? { logprobs: true as const } : {}),
        },
      ];
    case 'checklist':
      return Object.entries(file.criteria).map(([key, criterion]) => ({
        name: `${name}/${key}`,
        judge: file.judge,
        criterion,
      }));
    case 'reference':
      return [
        {
          name,
          judge: file.judge,
          ...(file.question === undefined ? {} : { question: file.question }),
          worth: { ...SUITE_DEFAULTS.referenceWorth, ...file.worth },
        },
      ];
    case 'faithfulness':
      return [
        {
          name,
          judge: file.judge,
          context: file.context ?? SUITE_DEFAULTS.context,
          worth: { ...SUITE_DEFAULTS.faithfulnessWorth, ...file.worth },
        },
      ];
    case 'classify':
      return [
        {
          name,
          judge: file.judge,
          question: file.question,
          ...(file.system === undefined ? {} : { system: file.system }),
          choices: Object.entries(file.choices).map(([choice, score]) => ({ choice, score })),
        },
      ];
    case 'pairwise':
      return [
        {
          name,
          judge: file.judge,
          criterion: file.criterion,
          ...(file['breaks-ties'] === undefined ? {} : { breaksTies: file['breaks-ties'] }),
        },
      ];
    case 'custom':
      return [
        {
          name,
          judge: file.judge,
          prompt: file.prompt,
          ...(file.system === undefined ? {} : { system: file.system }),
          answer: file.answer,
          score: file.score,
          ...(file.worth ? { worth: file.worth } : {}),
        },
      ];
  }
}

/**
 * What a judge requires has to be a check that can fail the gate: it alone decides about the cases that the judge
 * skips, and what decides nothing would let them through.
 */
export function requiredProblems(scorers: readonly ScorerSpec[], path: string): Problem[] {
  const checks = scorers.filter(
    ({ kind, severity }) => kind === 'check' && (severity === undefined || severity === 'fail'),
  );
  const names = checks.map(({ name }) => name);
  return scorers.flatMap((scorer) =>
    (scorer.kind === 'judge' ? (scorer.requires ?? []) : [])
      .filter((name) => !names.includes(name))
      .map((name) => ({
        code: 'E_CONFIG_INVALID' as const,
        message: `The judge "${scorer.name}" requires "${name}", which is no check of this suite that can fail the gate.`,
        help:
          names.length > 0
            ? `Checks that can: ${names.join(', ')}.`
            : 'Add one, with a `name` and without `severity`:\n  - check: json',
        place: { path },
      })),
  );
}

/**
 * What a judge of pairs breaks the ties of has to be a scorer that can fail the gate and judges single outputs, and has
 * one such judge at most, which decides nothing else: its error rate is spent on ties alone.
 */
export function tieProblems(scorers: readonly ScorerSpec[], path: string): Problem[] {
  const names = scorers
    .filter((one) => one.severity !== 'info' && !(one.kind === 'judge' && one.judge === 'pairwise'))
    .map(({ name }) => name);
  const seen = new Set<string>();
  return scorers.flatMap((scorer) => {
    if (scorer.kind !== 'judge' || scorer.judge !== 'pairwise' || scorer.breaksTies === undefined) return [];
    const of = scorer.breaksTies;
    const isSecond = seen.has(of);
    seen.add(of);
    const fault = !names.includes(of)
      ? `breaks the ties of "${of}", which is no scorer of single outputs in this suite that decides`
      : isSecond
        ? `breaks the ties of "${of}", and so does another one`
        : scorer.severity !== 'info'
          ? 'breaks ties and has a `severity` of its own'
          : undefined;
    if (fault === undefined) return [];
    return [
      {
        code: 'E_CONFIG_INVALID' as const,
        message: `The judge "${scorer.name}" ${fault}.`,
        help: `Name one scorer, and leave \`severity\` out:\n  breaks-ties: ${names[0] ?? 'helpful'}`,
        place: { path },
      },
    ];
  });
}
