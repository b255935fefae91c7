import type { ModelFailure, ModelFailureCode } from '../../core/model.ts';
import { GITHUB_MODELS, GITHUB_MODELS_RETIRED } from '../../core/retired.ts';
import { isRetired, type Preset, presetOf, type Quirks } from './presets.ts';

/** Where a provider is reached, with what key, and what is peculiar about it. */
export interface Endpoint {
  ok: true;
  baseUrl: string;
  /** Absent for endpoints that need none, as self-hosted ones often do. */
  apiKey: string | undefined;
  quirks: Quirks;
}

type Environment = Readonly<Record<string, string | undefined>>;

function failure(code: ModelFailureCode, message: string): ModelFailure {
  return { ok: false, code, message, attempts: 0 };
}

/** Why a base URL cannot be used. Never repeats the value: it may hold a password. */
function faultOf(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return 'is not a URL';
  const { protocol, username, password } = new URL(baseUrl);
  if (protocol !== 'http:' && protocol !== 'https:') return 'is not an http or https URL';
  if (username !== '' || password !== '')
    return 'contains a user name or password; put the key in its own variable';
  return undefined;
}

// A secret that is not set reaches a workflow step as an empty text; one that was pasted often ends in a line feed.
function valueIn(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

/** The first variable that is set, with its name. */
function firstOf(env: Environment, names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = valueIn(env, name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** The address as it was given, completed where the provider's own tools leave a part of it out. */
function given(
  env: Environment,
  urlName: string,
  { baseUrlVariables = [], path }: Partial<Preset>,
): { name: string; value: string } | undefined {
  const own = firstOf(env, [urlName]);
  if (own) {
    const isBare = path !== undefined && URL.canParse(own.value) && new URL(own.value).pathname === '/';
    return isBare ? { ...own, value: `${own.value.replace(/\/$/, '')}${path}` } : own;
  }
  for (const other of baseUrlVariables) {
    const value = valueIn(env, other.name);
    if (value !== undefined) return { name: other.name, value: `${value.replace(/\/+$/, '')}${other.path}` };
  }
  return undefined;
}

/**
 * Finds a provider's endpoint: `my-gateway` is reached at `MY_GATEWAY_BASE_URL` with `MY_GATEWAY_API_KEY`; the address
 * of a {@link PRESETS preset} is known.
 *
 * A suite file can only *name* a provider. Host and key come from the environment and the table of presets alone: were
 * a pull request able to give a host, it could have the key sent to a server of its own.
 */
export function endpointOf(provider: string, env: Environment): Endpoint | ModelFailure {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(provider)) {
    return failure(
      'no-endpoint',
      `${JSON.stringify(provider.slice(0, 80))} is not a provider's name: use lower-case letters, digits and hyphens.`,
    );
  }
  const prefix = provider.toUpperCase().replaceAll('-', '_');
  const urlName = `${prefix}_BASE_URL`;
  const preset = presetOf(provider);
  const address = given(env, urlName, preset ?? {});
  if (isRetired(address?.value ?? '') || (provider === GITHUB_MODELS && !address)) {
    return failure('no-endpoint', GITHUB_MODELS_RETIRED);
  }
  const baseUrl = address?.value ?? preset?.baseUrl;
  if (baseUrl === undefined) {
    const example = preset?.baseUrlVariables?.[0];
    const also = example ? ` (or ${example.name}, without ${example.path})` : '';
    return failure(
      'no-endpoint',
      `${urlName}${also} is not set: it has to hold the address of the provider "${provider}", such as https://example.com/v1.`,
    );
  }
  const fault = faultOf(baseUrl);
  if (fault !== undefined) return failure('no-endpoint', `${address?.name ?? urlName} ${fault}.`);
  const keyName = `${prefix}_API_KEY`;
  const key = firstOf(env, [keyName, ...(preset?.keyVariables ?? [])]);
  if (preset?.isHosted && key === undefined) return failure('no-key', `${keyName} is not set.`);
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key.value)) {
    return failure(
      'no-key',
      `${key.name} contains white space or characters that cannot be sent in a header.`,
    );
  }
  // A hosted provider's name with another address is a gateway, and gateways have peculiarities of their own.
  const homes = [...(preset?.baseUrl === undefined ? [] : [preset.baseUrl]), ...(preset?.formerUrls ?? [])];
  const isMoved = preset?.isHosted && homes.length > 0 && !homes.includes(baseUrl.replace(/\/+$/, ''));
  return { ok: true, baseUrl, apiKey: key?.value, quirks: (!isMoved && preset?.quirks) || {} };
}

/** Whether prompts and key would travel unencrypted over a network: plain `http` to anything but this machine. */
export function isExposed({ baseUrl }: Pick<Endpoint, 'baseUrl'>): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  const isLoopback = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'http:' && !isLoopback;
}
