import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { WebSocketServer } from 'ws';
import { Nudges } from '../../agents/nudges.ts';
import { SettingsNudges } from '../../agents/settings-nudges.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { agentOf, versionIn } from './admission.ts';

export const socketPath = '/agents/socket';

/** Nothing is taken over the line; what is larger than a control frame ends it. */
const maxPayload = 256;

/** Only the address of the socket is ever another protocol than HTTP. */
export function wantsSocket(request: IncomingMessage): boolean {
  return request.method === 'GET' && (request.url ?? '').split('?', 1)[0] === socketPath;
}

/**
 * A line over which agents are told that something waits for them. The request goes through the router like any
 * other, so that access, rates and answers to strangers are the same; only then it becomes a socket.
 */
export function socketRoute(
  api: Api,
  context: ServerContext,
  admit: (request: FastifyRequest) => Promise<void>,
): void {
  const { hub } = context.agents;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload });
  const nudges = new Nudges(context.services, hub, update => {
    // Whoever is told of it asks at once.
    context.agents.followed.forget();
    return context.agentUpdates.agentsOf(context.services.read, update);
  });
  const settingsNudges = new SettingsNudges(context.services, hub);
  const unwatch = context.settingsWatch.onChange(change => void settingsNudges.tell(change));
  const heads = new WeakMap<IncomingMessage, Buffer>();

  const upgrade = (raw: IncomingMessage, socket: Duplex, head: Buffer): void => {
    heads.set(raw, head);
    const response = new ServerResponse(raw);
    response.shouldKeepAlive = false;
    response.assignSocket(raw.socket);
    response.once('finish', () => socket.end());
    api.routing(raw, response);
  };
  api.server.on('upgrade', upgrade);
  // Once it serves: a server that cannot has nobody to nudge.
  api.addHook('onListen', async () => nudges.start());
  api.addHook('preClose', async () => {
    nudges.stop();
    unwatch();
    api.server.off('upgrade', upgrade);
    hub.close();
  });

  api.route({
    method: 'GET',
    url: socketPath,
    config: { access: 'agent', foreign: true },
    onRequest: admit,
    handler: async (request, reply) => {
      const head = heads.get(request.raw);
      if (!head)
        return reply.code(426).header('Upgrade', 'websocket').type('text/plain').send('A web socket.\n');
      const agentId = agentOf(request);
      await context.agents.heard(agentId, versionIn(request));
      reply.hijack();
      (reply.raw as ServerResponse).detachSocket(request.raw.socket);
      sockets.handleUpgrade(request.raw, request.raw.socket, head, socket => hub.add(agentId, socket));
      return reply;
    },
  });
}
