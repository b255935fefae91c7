/**
 * Node's HTTP client for an address. Asked for in this way and not imported: an import reads whatever the module
 * exports, and with one of its names all of Node's `fetch`, a second client that nothing here uses and that costs more
 * at start-up than everything else.
 */
export function httpFor(baseUrl: string): typeof import('node:http') | typeof import('node:https') {
  return new URL(baseUrl).protocol === 'https:'
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http');
}
