import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longestReason, type DeviceCommand } from '../../../../domain/devices/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { expectedRevision } from '../kernel/revision.ts';
import { perform, type Act } from './identity-acts.ts';

/** Why, in the words of who does it; stands in the timeline. Up to 1,000 characters. */
export const Reason = z.string().trim().min(1).max(longestReason).optional();

/** A department or location; null takes it away. */
export const Place = z
  .string()
  .trim()
  .max(1_000)
  .regex(/^[^/]+(\/[^/]+)*$/, 'is a path such as Plant A/Quality')
  .nullable();

/** Of every act on one device. */
export const actErrors = [
  'DEVICE_UNKNOWN',
  'DEVICE_REMOVED',
  'DEVICE_MERGED',
  'REVISION_CONFLICT',
  'IF_MATCH_INVALID',
] as const;

export function actOf(request: FastifyRequest, dryRun: boolean): Act {
  return { actor: principalOf(request).actor, dryRun, expectedRevision: expectedRevision(request) };
}

/** One command on one device, at the server's time. */
export function onDevice(
  context: ServerContext,
  deviceId: string,
  act: Act,
  command: (at: string) => DeviceCommand,
): Promise<Outcome> {
  return perform(context, [{ deviceId, command: command(context.services.clock.now()) }], act);
}
