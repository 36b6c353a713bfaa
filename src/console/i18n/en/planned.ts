export default {
  notYet: 'This module is not part of this release.',
  willHold: 'What it will hold',
  untilThen: 'Until then',
  ready: 'Ready to use:',
  assets: {
    name: 'Assets',
    holds:
      'The ledger of hardware, from order to disposal\nLicences, their keys and what they are used for\nContracts with their dates and costs\nStocktakes with a scanner or a phone',
    until: 'The hardware every device reports is on its page:',
  },
  security: {
    name: 'Security',
    holds:
      'Policies and the verdict of each device\nMissing updates, antivirus and prohibited programs\nWhat was done about it, by rule or by hand\nControl of network connections',
    until: 'What is installed, and where, is under',
  },
  distribution: {
    name: 'Distribution',
    holds:
      'Packages and the tasks that install or remove them\nRings, waves and a stop when too many fail\nProgress and result per device',
    until: 'Installed programs and their versions are under',
  },
  reports: {
    name: 'Reports',
    holds:
      'Figures one can sign, for any date\nComparisons between two dates\nPrinted, as PDF, or sent on a schedule',
    until: 'Live figures are on',
  },
  settings: {
    name: 'Settings',
    holds:
      'Departments, locations and their rules\nAgents: how often they report, and what\nMail, webhooks and directories',
    until: 'Your own sessions, tokens and password are under',
  },
};
