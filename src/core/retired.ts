/** What a suite or an address that still asks GitHub Models is told. */
export const GITHUB_MODELS_RETIRED =
  'GitHub Models was retired in July 2026 and answers no more. Ask the same model where its publisher offers it, such as `provider: openai` with OPENAI_API_KEY, `provider: azure-openai`, or `provider: openrouter`, which has most of the catalogue under the same names.';

export const GITHUB_MODELS = 'github-models';
