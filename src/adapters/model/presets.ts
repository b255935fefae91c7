/** What an endpoint does differently from OpenAI's chat completions. */
export interface Quirks {
  /** Parameters under another name: what is written as the key goes out as the value. */
  renamed?: Readonly<Record<string, string>>;
  /** Parameters that it refuses. They are left out, and a warning says so. */
  refused?: readonly string[];
  /** It knows no role `developer`: those messages go out as `system`. */
  systemOnly?: boolean;
  /** It refuses `response_format: {type: json_object}`; a schema it accepts. */
  noJsonObject?: boolean;
}

/** What is known of a provider by its name. */
export interface Preset {
  /** Where it is reached unless the environment says otherwise; absent: every customer has an address of their own. */
  baseUrl?: string;
  /** Where it was reached before: whoever still names that address asks the same provider. */
  formerUrls?: readonly string[];
  /** Whether the address belongs to the provider, or is a server of the user's own that needs no key. */
  isHosted: boolean;
  /** Further variables that may hold the address, and what comes after it there. The first that is set counts. */
  baseUrlVariables?: readonly { name: string; path: string }[];
  /** Further variables that may hold the key. */
  keyVariables?: readonly string[];
  /** Path to which an address without one is completed, as the provider's own SDK takes it without. */
  path?: string;
  quirks?: Quirks;
}

const NEW_TOKEN_FIELD = { max_tokens: 'max_completion_tokens' };
const OLD_TOKEN_FIELD = { max_completion_tokens: 'max_tokens' };

/**
 * Providers by name. Any other name works as well: it is reached at `NAME_BASE_URL`.
 *
 * Sources are the providers' own documentation and bug trackers; only what an endpoint refuses or would misread is
 * listed. What it ignores does no harm.
 */
export const PRESETS: Readonly<Record<string, Preset>> = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    isHosted: true,
    // Reasoning models refuse the old name; all models take the new one.
    quirks: { renamed: NEW_TOKEN_FIELD },
  },
  'azure-openai': {
    isHosted: true,
    baseUrlVariables: [{ name: 'AZURE_OPENAI_ENDPOINT', path: '/openai/v1' }],
  },
  anthropic: {
    baseUrl: 'https://api.anthropic.com/v1',
    isHosted: true,
    path: '/v1',
  },
  gemini: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    isHosted: true,
    keyVariables: ['GOOGLE_API_KEY'],
    quirks: { refused: ['frequency_penalty', 'seed', 'logit_bias', 'store'], systemOnly: true },
  },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', isHosted: true },
  groq: {
    baseUrl: 'https://api.groq.com/openai/v1',
    isHosted: true,
    quirks: { refused: ['logprobs', 'top_logprobs', 'logit_bias'], systemOnly: true },
  },
  mistral: {
    baseUrl: 'https://api.mistral.ai/v1',
    isHosted: true,
    // It refuses every parameter that it does not know.
    quirks: {
      renamed: { ...OLD_TOKEN_FIELD, seed: 'random_seed' },
      refused: [
        ...['logprobs', 'top_logprobs', 'logit_bias', 'user', 'store', 'service_tier', 'stream_options'],
        ...['verbosity', 'safety_identifier', 'prompt_cache_retention', 'modalities', 'web_search_options'],
      ],
      systemOnly: true,
    },
  },
  together: {
    baseUrl: 'https://api.together.ai/v1',
    formerUrls: ['https://api.together.xyz/v1'],
    isHosted: true,
    quirks: { renamed: OLD_TOKEN_FIELD, systemOnly: true },
  },
  vllm: { baseUrl: 'http://localhost:8000/v1', isHosted: false, quirks: { systemOnly: true } },
  'llama-cpp': {
    baseUrl: 'http://localhost:8080/v1',
    isHosted: false,
    keyVariables: ['LLAMA_API_KEY'],
    // Before February 2026 it ignored the new name, which took the limit away.
    quirks: { renamed: OLD_TOKEN_FIELD, systemOnly: true },
  },
  ollama: {
    baseUrl: 'http://localhost:11434/v1',
    isHosted: false,
    // The new name is ignored, which would take the limit away.
    quirks: { renamed: OLD_TOKEN_FIELD, systemOnly: true },
  },
  'lm-studio': {
    baseUrl: 'http://localhost:1234/v1',
    isHosted: false,
    quirks: { renamed: OLD_TOKEN_FIELD, systemOnly: true, noJsonObject: true },
  },
};

/** What a provider of this name is known for. */
export function presetOf(provider: string): Preset | undefined {
  return Object.hasOwn(PRESETS, provider) ? PRESETS[provider] : undefined;
}

const RETIRED_HOSTS = ['models.github.ai', 'models.inference.ai.azure.com'];

/** Whether an address belongs to GitHub Models, which answers no more. */
export function isRetired(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && RETIRED_HOSTS.includes(new URL(baseUrl).hostname);
}
