import { Names } from './vocabulary.ts';

/**
 * OCS agents. Their operating system is told inside HARDWARE; a user or group without a number is number 0,
 * because the Unix agent leaves zeros out.
 */
export const ocsNames = new Names({
  sections: { FIREWALL: 'firewalls', LOCALGROUPS: 'local_groups', LOCALUSERS: 'local_users' },
  fields: {
    softwares: { ARCHITECTURE: 'arch', INSTALLDATE: 'install_date', BITSWIDTH: 'bits' },
    cpus: {
      TYPE: 'name',
      CORES: 'core',
      THREADS: 'thread',
      CPUARCH: 'arch',
      SERIALNUMBER: 'serial',
    },
    // NAME is the class of the device, MANUFACTURER its maker and name, TYPE its revision.
    controllers: { NAME: 'class', MANUFACTURER: 'full_name', TYPE: 'rev' },
    networks: { MACADDR: 'mac' },
    storages: { SERIALNUMBER: 'serial' },
    local_users: { ID_USER: 'id' },
    local_groups: { ID_GROUP: 'id' },
    hardware: { INSTALLDATE: 'install_date' },
    bios: { TYPE: 'chassis_type' },
  },
  defaults: { local_users: { id: '0' }, local_groups: { id: '0' } },
});
