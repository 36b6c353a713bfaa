import type { FastifyRequest } from 'fastify';
import { PackagePlatform, PackageVersion } from '../../../../domain/agents/index.ts';
import type { Teller } from '../../agents/updates.ts';
import type { ServerContext } from '../kernel/context.ts';
import { AppError } from '../../errors/index.ts';
import type { Presented } from '../../intake/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The agent whose own secret came with a request to `/agents`. */
    agentId: string | null;
  }
}

/** Whose secret came with the request, within the rates of its address and sender. */
export async function presentedAt(context: ServerContext, request: FastifyRequest): Promise<Presented> {
  const { intake } = context;
  const crowd = await intake.addressRefused(request.ip);
  if (crowd) throw tooOften(crowd);
  const presented = await intake.authenticate(request.headers.authorization);
  if (!presented) {
    intake.noteRefusal(request.ip, 'credentials-unknown', 'the user name or the secret is not known here');
    throw new AppError('AGENT_CREDENTIALS_UNKNOWN');
  }
  const over = await intake.senderRefused(presented, undefined, request.ip);
  if (over) throw tooOften(over);
  return presented;
}

/** Lets agents with a secret of their own through, and nobody else. */
export async function admitAgent(context: ServerContext, request: FastifyRequest): Promise<void> {
  const presented = await presentedAt(context, request);
  if (presented.kind !== 'agent') throw new AppError('AGENT_CREDENTIALS_UNKNOWN');
  request.agentId = presented.agentId;
}

export function agentOf(request: FastifyRequest): string {
  if (request.agentId === null) throw new AppError('AGENT_CREDENTIALS_UNKNOWN');
  return request.agentId;
}

function tooOften({ retryAfterSeconds = 60 }: { readonly retryAfterSeconds?: number }): AppError {
  return new AppError('TOO_MANY_REQUESTS', { retryAfter: retryAfterSeconds });
}

/** `Muster-Agent_v1.0.0 (linux-x64)` of the User-Agent header: an agent that can be updated. */
export function tellerIn(request: FastifyRequest): Teller | null {
  const found = /^Muster-Agent_v(\S{1,60}) \(([a-z0-9-]{1,20})\)$/.exec(request.headers['user-agent'] ?? '');
  const version = PackageVersion.safeParse(found?.[1]);
  const platform = PackagePlatform.safeParse(found?.[2]);
  return version.success && platform.success ? { version: version.data, platform: platform.data } : null;
}

/** `Muster-Agent_v1.0` of the User-Agent header. */
export function versionIn(request: FastifyRequest): string | null {
  return /^Muster-Agent_v([\w.+-]{1,40})/.exec(request.headers['user-agent'] ?? '')?.[1] ?? null;
}
