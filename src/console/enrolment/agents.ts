/** Ready-to-paste configuration per agent; the agents themselves are used as their distributions ship them. */
export interface AgentRecipe {
  readonly key: 'glpi' | 'fusioninventory' | 'ocs';
  readonly name: string;
  readonly file: string;
  readonly config: (origin: string, token: string) => string;
  readonly command: string;
}

export const recipes: readonly AgentRecipe[] = [
  {
    key: 'glpi',
    name: 'GLPI Agent',
    file: '/etc/glpi-agent/conf.d/muster.cfg',
    config: (origin, token) =>
      [`server = ${origin}/inventory`, 'user = enrol', `password = ${token}`, 'delaytime = 60'].join('\n'),
    command: 'glpi-agent --force',
  },
  {
    key: 'fusioninventory',
    name: 'FusionInventory Agent',
    file: '/etc/fusioninventory/agent.cfg',
    config: (origin, token) =>
      [`server = ${origin}/inventory`, 'user = enrol', `password = ${token}`, 'delaytime = 60'].join('\n'),
    command: 'fusioninventory-agent --force',
  },
  {
    key: 'ocs',
    name: 'OCS Inventory Agent',
    file: '/etc/ocsinventory/ocsinventory-agent.cfg',
    config: (origin, token) =>
      [`server=${origin}/ocsinventory`, 'realm=Muster', 'user=enrol', `password=${token}`].join('\n'),
    command: 'ocsinventory-agent --force',
  },
];
