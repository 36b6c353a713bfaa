import { AgentFault } from '../fault.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The server's address without a slash at the end. Throws `USAGE` where it is none, or would carry secrets in the
 * clear over a network.
 */
export function serverAddress(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AgentFault('USAGE', `${text} is no address; give one such as https://muster.example.org`);
  }
  if (url.username || url.password || url.search || url.hash)
    throw new AgentFault('USAGE', 'the address of the server holds more than a place; leave the rest away');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
    throw new AgentFault('USAGE', 'the server must be reached by https, except on this computer itself');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

export function socketAddress(server: string): string {
  return `${server.replace(/^http/, 'ws')}/agents/socket`;
}

export function basicAuth(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}
