// Loaded with --import before a process under test. Every way out but loopback throws, and is written down in
// the file that PROMPT_RATCHET_TEST_REFUSALS names. Plain JavaScript, because it is loaded by any Node process.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env['PROMPT_RATCHET_TEST_REFUSALS'];

function isLoopback(host) {
  const name = String(host).toLowerCase();
  return (
    name === '' ||
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    (net.isIPv4(name) && name.startsWith('127.')) ||
    (name.startsWith('::ffff:127.') && net.isIPv6(name))
  );
}

function refuse(what) {
  if (file !== undefined) appendFileSync(file, `${what}\n`);
  throw Object.assign(new Error(`Network access refused in this test: ${what}`), { code: 'ECONNREFUSED' });
}

/** Where `socket.connect` goes, in each of its forms. A path is a local socket. */
function destination(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    return first.path === undefined || first.path === null
      ? { host: first.host, port: first.port }
      : undefined;
  }
  const isPort = typeof first === 'number' || /^\d+$/.test(String(first));
  return isPort ? { host: typeof second === 'string' ? second : undefined, port: first } : undefined;
}

// Under all of TCP: net.connect, tls, http, http2, fetch and WebSocket end here.
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const to = destination(args);
  if (to !== undefined && !isLoopback(to.host ?? '')) refuse(`${to.host}:${to.port}`);
  return connect.apply(this, args);
};

/** Refuses names for every function of an object that asks the name service. */
function guardNames(owner) {
  for (const key of Object.getOwnPropertyNames(owner)) {
    if (!/^(?:lookup|lookupService|resolve\w*|reverse)$/.test(key) || typeof owner[key] !== 'function')
      continue;
    const ask = owner[key];
    owner[key] = function (name, ...rest) {
      if (typeof name === 'string' && !isLoopback(name)) refuse(`dns:${name}`);
      return ask.call(this, name, ...rest);
    };
  }
}
for (const owner of [dns, dns.promises]) {
  guardNames(owner);
  guardNames(owner.Resolver.prototype);
  guardNames(Object.getPrototypeOf(owner.Resolver.prototype));
}

const { send, connect: connectDatagram } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...args) {
  const host = args.slice(1).find((argument) => typeof argument === 'string');
  if (host !== undefined && !isLoopback(host)) refuse(`udp:${host}`);
  return send.apply(this, args);
};
dgram.Socket.prototype.connect = function (port, host, ...rest) {
  if (typeof host === 'string' && !isLoopback(host)) refuse(`udp:${host}:${port}`);
  return connectDatagram.call(this, port, host, ...rest);
};

syncBuiltinESMExports();
