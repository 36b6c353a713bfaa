import { named, rule, unlessEmpty, type ListRule } from './list-rule.ts';
import type { ItemReader } from './item-reader.ts';

/** Decimal megabytes of disk makers and agents, to MiB. Fractions differ between agents and are cut first. */
function decimalMegabytes(reader: ItemReader, field: string): number | undefined {
  const megabytes = reader.number(field);
  return megabytes ? Math.round((Math.floor(megabytes) * 1_000_000) / 1_048_576) : undefined;
}

function pciId(reader: ItemReader): string | undefined {
  const vendor = reader.lower('vendorid');
  const product = reader.lower('productid');
  return vendor && product ? `${vendor}:${product}` : reader.lower('pciid');
}

/** Files mounted as disks (each snap of Ubuntu is one, anew with every refresh) and memory used as one. */
const noDisk = /^(\/dev\/)?(loop|ram|zram)\d+$/;

export const hardwareRules: Readonly<Record<string, ListRule>> = {
  cpus: rule('processors', r =>
    unlessEmpty({
      name: r.text('name'),
      manufacturer: r.text('manufacturer'),
      cores: r.positive('core'),
      threads: r.positive('thread'),
      speed: r.positive('speed'),
      architecture: r.text('arch'),
      serialNumber: r.text('serial'),
    }),
  ),
  memories: rule('memoryModules', r => {
    const capacity = r.positive('capacity');
    // A slot without a module is no module.
    if (capacity === undefined) return null;
    return {
      slot: r.text('numslots'),
      capacity,
      type: r.text('type'),
      speed: r.positive('speed'),
      manufacturer: r.text('manufacturer'),
      serialNumber: r.text('serialnumber'),
      caption: r.text('caption'),
    };
  }),
  storages: rule('disks', r => {
    const name = r.text('name');
    if (name !== undefined && noDisk.test(name)) return null;
    return unlessEmpty({
      name,
      model: r.text('model'),
      manufacturer: r.text('manufacturer'),
      serialNumber: r.text('serial', 'serialnumber'),
      type: r.text('type'),
      interface: r.text('interface'),
      size: decimalMegabytes(r, 'disksize'),
      firmware: r.text('firmware'),
    });
  }),
  controllers: rule('controllers', r =>
    named(r, ['name', 'caption', 'full_name'], name => ({
      name,
      manufacturer: r.text('manufacturer'),
      type: r.text('type') ?? r.text('class')?.replace(/ \[[0-9a-f]{4}\]$/, ''),
      pciId: pciId(r),
      pciSlot: r.lower('pcislot'),
      driver: r.text('driver'),
    })),
  ),
  videos: rule('videoCards', r =>
    named(r, ['name', 'chipset'], name => ({
      name,
      chipset: r.text('chipset'),
      memory: r.positive('memory'),
      resolution: r.lower('resolution'),
    })),
  ),
  sounds: rule('soundCards', r =>
    named(r, ['name', 'caption', 'description'], name => ({ name, manufacturer: r.text('manufacturer') })),
  ),
  slots: rule('slots', r =>
    named(r, ['name', 'designation'], name => ({
      name,
      type: r.text('description'),
      status: r.lower('status'),
    })),
  ),
  modems: rule('modems', r =>
    named(r, ['name', 'model', 'description'], name => ({ name, type: r.text('type') })),
  ),
  ports: rule('ports', r =>
    named(r, ['name', 'caption', 'description'], name => ({
      name,
      type: r.text('type'),
      caption: r.text('caption'),
    })),
  ),
  batteries: rule('batteries', r =>
    unlessEmpty({
      name: r.text('name'),
      manufacturer: r.text('manufacturer'),
      serialNumber: r.text('serial'),
      chemistry: r.text('chemistry'),
      capacity: r.positive('capacity'),
    }),
  ),
  powersupplies: rule('powerSupplies', r =>
    unlessEmpty({
      name: r.text('name'),
      manufacturer: r.text('manufacturer'),
      model: r.text('model'),
      serialNumber: r.text('serial', 'serialnumber'),
      power: r.positive('power_max'),
    }),
  ),
  firmwares: rule('firmwares', r =>
    named(r, ['name'], name => ({
      name,
      version: r.text('version'),
      manufacturer: r.text('manufacturer'),
      type: r.text('type'),
    })),
  ),
};
