import type { Agent } from 'node:http';
import { httpFor } from './http.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];

/** A connection that nobody uses is closed after this long: sooner than servers commonly do it. */
const IDLE_MS = 4_000;

/**
 * The connections to one endpoint: kept open between calls, and through a proxy where HTTPS_PROXY, HTTP_PROXY and
 * NO_PROXY say so. Certificates of NODE_EXTRA_CA_CERTS are trusted by Node itself.
 */
export function createAgent(baseUrl: string, env: Environment): Agent {
  const isProxied = PROXY_VARIABLES.some((name) => env[name]);
  if (isProxied && !knowsProxies(process.versions.node)) {
    // Going around a proxy in silence could take the key where it must not go.
    throw new Error(
      `HTTP_PROXY or HTTPS_PROXY is set, and Node ${process.versions.node} does not know proxies: use Node 24.5, or 22.21.`,
    );
  }
  const { Agent: Connections } = httpFor(baseUrl);
  return new Connections({
    keepAlive: true,
    timeout: IDLE_MS,
    scheduling: 'lifo',
    ...(isProxied ? { proxyEnv: { ...env } } : {}),
  });
}

/** Whether this version of Node has proxies built in. */
function knowsProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
