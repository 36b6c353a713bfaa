import { architecture, mebibytes, positive, told, type Collector } from './collector.ts';

/** What the computer is built of. */
export const parts: Collector = {
  duty: 'other',
  sections: ['cpus', 'memories', 'storages', 'videos', 'batteries'],
  words: 'Processors, memory modules, disks, graphics cards and batteries, with their serial numbers.',
  async collect({ si }) {
    const [cpu, modules, disks, { controllers }, battery] = await Promise.all([
      si.cpu(),
      si.memLayout(),
      si.diskLayout(),
      si.graphics(),
      si.battery(),
    ]);
    const sockets = Math.max(1, cpu.processors || 1);
    return {
      cpus: Array.from({ length: sockets }, () => ({
        name: [told(cpu.manufacturer), told(cpu.brand)].filter(part => part !== undefined).join(' '),
        manufacturer: told(cpu.manufacturer),
        core: positive(cpu.physicalCores / sockets),
        thread: positive(cpu.cores / sockets),
        // The highest it can run at; that of the moment is another at every look.
        speed: positive((cpu.speedMax || cpu.speed) * 1_000),
        arch: architecture,
      })),
      memories: modules
        .filter(({ size }) => size > 0)
        .map((module, index) => ({
          numslots: index + 1,
          caption: told(module.bank),
          capacity: mebibytes(module.size),
          type: told(module.type),
          speed: positive(module.clockSpeed),
          manufacturer: told(module.manufacturer),
          serialnumber: told(module.serialNum),
        })),
      storages: disks.map(disk => ({
        name: told(disk.device)?.replace(/^\/dev\//, ''),
        model: told(disk.name),
        manufacturer: told(disk.vendor),
        serial: told(disk.serialNum),
        type: told(disk.type),
        interface: told(disk.interfaceType),
        disksize: positive(disk.size / 1_000_000),
        firmware: told(disk.firmwareRevision),
      })),
      videos: controllers.map(card => ({
        name: told(card.model) ?? told(card.vendor),
        chipset: told(card.vendor),
        memory: positive(card.vram),
      })),
      batteries: battery.hasBattery
        ? [
            {
              name: told(battery.model),
              manufacturer: told(battery.manufacturer),
              serial: told(battery.serial),
              chemistry: told(battery.type),
              // As it was made: what is left of it is another at every look.
              capacity: positive(battery.designedCapacity),
            },
          ]
        : [],
    };
  },
};
