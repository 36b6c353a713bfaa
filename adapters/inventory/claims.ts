import type { IdentityClaims, Inventory } from '../../domain/devices/index.ts';

/** Adapters beyond this are those of a virtualization host, whose own are among the first. */
const maximumMacs = 64;

/** What the report says of whose it is. Whether a key may be believed is not decided here. */
export function claimsOf(
  inventory: Inventory,
  deviceId: string,
  oldDeviceId: string | undefined,
): IdentityClaims {
  const adapters = inventory.networkAdapters ?? [];
  const real = adapters.filter(adapter => adapter.virtual !== true);
  const macs = (real.some(adapter => adapter.mac) ? real : adapters).map(adapter => adapter.mac);
  const { hardware, operatingSystem } = inventory;
  return {
    deviceId,
    ...(oldDeviceId !== undefined && { oldDeviceId }),
    ...(hardware?.uuid !== undefined && { uuid: hardware.uuid }),
    ...(hardware?.serialNumber !== undefined && { serialNumber: hardware.serialNumber }),
    ...(hardware?.motherboardSerial !== undefined && { motherboardSerial: hardware.motherboardSerial }),
    macs: [...new Set(macs.filter(mac => mac !== undefined))].sort().slice(0, maximumMacs),
    ...(inventory.hostName !== undefined && { hostName: inventory.hostName }),
    ...(operatingSystem?.hostId !== undefined && { hostId: operatingSystem.hostId }),
  };
}
