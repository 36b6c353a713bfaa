import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../contract.ts';
import { AppError, type ErrorCode } from '../../errors/index.ts';
import type { JobControl } from '../../jobs.ts';
import type { ServerContext } from './context.ts';
import { principalOf } from './request.ts';

/** Answers 202 with the job that was begun; `busy` is thrown where one of that kind is under way. */
export async function startOnly(
  { jobs }: Pick<ServerContext, 'jobs'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, busy }: { readonly kind: string; readonly busy: ErrorCode },
  work: (control: JobControl) => Promise<Readonly<Record<string, unknown>>>,
): Promise<FastifyReply> {
  const job: Job | undefined = await jobs.startOnly(kind, principalOf(request).userId, work);
  if (!job) throw new AppError(busy);
  return reply.code(202).send(job);
}
