import { device, type DeviceCommand } from '../../../../domain/devices/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { refused } from '../../errors/index.ts';
import { needsLicence } from '../../licensing/device-licences.ts';
import type { ServerContext } from '../kernel/context.ts';

interface Step {
  readonly deviceId: string;
  readonly command: DeviceCommand;
}

type CommandType = DeviceCommand['type'];
const begin: ReadonlySet<CommandType> = new Set(['ManageDevice', 'OpenSplitDevice', 'RestoreDevice']);
const end: ReadonlySet<CommandType> = new Set(['IgnoreDevice', 'RemoveDevice', 'MergeDevice']);

/**
 * Does `work`, which is these steps, with a licence for each device they make managed, and gives back those of
 * devices they end. Where licences are not required it is `work` and nothing else.
 *
 * @throws AppError PRODUCT_LICENCES_USED_UP where none is left; nothing is done then
 */
export async function withLicences<Result>(
  { licensing, services }: ServerContext,
  steps: readonly Step[],
  context: { readonly actor: Actor; readonly correlationId: string; readonly dryRun: boolean },
  work: () => Promise<Result>,
): Promise<Result> {
  const licences = licensing.devices;
  if (!licences) return work();
  const touched = steps.filter(({ command }) => begin.has(command.type) || end.has(command.type));
  try {
    for (const { deviceId, command } of touched) {
      if (!begin.has(command.type)) continue;
      const { state, revision } = await services.commands.load(`device-${deviceId}`, device);
      if (!needsLicence(state)) continue;
      const refusal = await licences.take({ deviceId, deviceType: state.deviceType, revision }, context);
      if (refusal) throw refused(refusal);
    }
    return await work();
  } finally {
    if (!context.dryRun) for (const { deviceId } of touched) await licences.settle(deviceId, context);
  }
}
