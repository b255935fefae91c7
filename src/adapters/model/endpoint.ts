import type { ModelFailure, ModelFailureCode } from '../../core/model.ts';

const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** Where a provider is reached, and with what key. */
export interface Endpoint {
  ok: true;
  baseUrl: string;
  /** Absent for endpoints that need none, as self-hosted ones often do. */
  apiKey: string | undefined;
}

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

/**
 * Finds a provider's endpoint in the environment: `my-gateway` is reached at `MY_GATEWAY_BASE_URL` with
 * `MY_GATEWAY_API_KEY`.
 *
 * A suite file can only *name* a provider. Host and key come from the environment alone: were a pull request able to
 * give a host, it could have the key sent to a server of its own.
 */
export function endpointOf(
  provider: string,
  env: Readonly<Record<string, string | undefined>>,
): Endpoint | ModelFailure {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(provider)) {
    return failure(
      'no-endpoint',
      `${JSON.stringify(provider.slice(0, 80))} is not a provider's name: use lower-case letters, digits and hyphens.`,
    );
  }
  const prefix = provider.toUpperCase().replaceAll('-', '_');
  const urlName = `${prefix}_BASE_URL`;
  const keyName = `${prefix}_API_KEY`;
  const isOpenAI = provider === 'openai';
  // A secret that is not set reaches a workflow step as an empty text; one that was pasted often ends in a line feed.
  const baseUrl = env[urlName]?.trim() || (isOpenAI ? OPENAI_BASE_URL : undefined);
  const apiKey = env[keyName]?.trim() || undefined;
  if (baseUrl === undefined) {
    return failure(
      'no-endpoint',
      `${urlName} is not set: it has to hold the address of the provider "${provider}", such as https://example.com/v1.`,
    );
  }
  const fault = faultOf(baseUrl);
  if (fault !== undefined) return failure('no-endpoint', `${urlName} ${fault}.`);
  if (isOpenAI && apiKey === undefined) return failure('no-key', `${keyName} is not set.`);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    return failure(
      'no-key',
      `${keyName} contains white space or characters that cannot be sent in a header.`,
    );
  }
  return { ok: true, baseUrl, apiKey };
}

/** Whether prompts and key would travel unencrypted over a network: plain `http` to anything but this machine. */
export function isExposed({ baseUrl }: Pick<Endpoint, 'baseUrl'>): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  const isLoopback = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'http:' && !isLoopback;
}
