import { mebibytes, told, type Collector } from './collector.ts';

/** The machine as a whole: who made it, its numbers, its memory, who uses it. */
export const machine: Collector = {
  duty: 'other',
  sections: ['hardware', 'bios'],
  words:
    'Name, manufacturer, model, serial number, UUID, chassis, firmware, size of memory, the user who signed in last.',
  async collect({ si }) {
    const [system, bios, board, chassis, memory, os, users, gateway] = await Promise.all([
      si.system(),
      si.bios(),
      si.baseboard(),
      si.chassis(),
      si.mem(),
      si.osInfo(),
      si.users(),
      si.networkGatewayDefault(),
    ]);
    return {
      hardware: {
        name: told(os.hostname),
        uuid: told(system.uuid),
        memory: mebibytes(memory.total),
        swap: mebibytes(memory.swaptotal) ?? 0,
        chassis_type: told(chassis.type),
        vmsystem: system.virtual ? (told(system.virtualHost) ?? 'virtual') : undefined,
        lastloggeduser: users
          .map(({ user }) => told(user))
          .filter(user => user !== undefined)
          .sort()[0],
        defaultgateway: told(gateway),
      },
      bios: {
        smanufacturer: told(system.manufacturer),
        smodel: told(system.model),
        ssn: told(system.serial),
        assettag: told(chassis.assetTag),
        mmanufacturer: told(board.manufacturer),
        mmodel: told(board.model),
        msn: told(board.serial),
        bmanufacturer: told(bios.vendor),
        bversion: told(bios.version),
        bdate: told(bios.releaseDate),
      },
    };
  },
};
