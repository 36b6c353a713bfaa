import { Names } from './vocabulary.ts';

/** FusionInventory agents and GLPI agents in their XML mode: the GLPI vocabulary in capitals, with older names. */
export const fusionInventoryNames = new Names({
  sections: { FIREWALL: 'firewalls' },
  fields: {
    softwares: { INSTALLDATE: 'install_date' },
    networks: { MACADDR: 'mac' },
    storages: { SERIALNUMBER: 'serial' },
    powersupplies: { SERIALNUMBER: 'serial' },
  },
});
