import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PackagePlatform, PackageVersion } from '../../../../domain/agents/index.ts';
import type { AgentPackages, KeptPackage } from '../../agents/packages.ts';
import { AppError } from '../../errors/index.ts';

export const packageParams = z.object({ platform: PackagePlatform, version: PackageVersion });

/** @throws AppError AGENT_PACKAGE_UNKNOWN */
export async function requirePackage(
  packages: AgentPackages,
  { platform, version }: z.infer<typeof packageParams>,
): Promise<KeptPackage> {
  const found = await packages.find(platform, version);
  if (!found) throw new AppError('AGENT_PACKAGE_UNKNOWN', { details: { platform, version } });
  return found;
}

/** The file, or what of it a Range header asks for: who was cut off goes on from there. */
export function sendPackage(request: FastifyRequest, reply: FastifyReply, kept: KeptPackage): FastifyReply {
  const { size, sha256, file } = kept;
  void reply
    .type('application/octet-stream')
    .header('Accept-Ranges', 'bytes')
    .header('ETag', `"${sha256}"`)
    .header('Content-Disposition', `attachment; filename="${file}"`);
  const from = startIn(request.headers.range);
  if (from === null) return reply.header('Content-Length', size).send(kept.open());
  if (from >= size) {
    void reply.header('Content-Range', `bytes */${size}`);
    throw new AppError('RANGE_UNKNOWN', { details: { size } });
  }
  return reply
    .code(206)
    .header('Content-Range', `bytes ${from}-${size - 1}/${size}`)
    .header('Content-Length', size - from)
    .send(kept.open({ from }));
}

/** `bytes=N-`; what else a Range may say is answered with the whole, as the standard allows. */
function startIn(range: string | undefined): number | null {
  const found = /^bytes=(\d{1,12})-$/.exec(range ?? '');
  return found ? Number(found[1]) : null;
}
