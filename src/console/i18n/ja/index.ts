import account from './account.ts';
import accounts from './accounts.ts';
import acts from './acts.ts';
import agentVersions from './agent-versions.ts';
import agents from './agents.ts';
import cases from './cases.ts';
import common from './common.ts';
import device from './device.ts';
import deviceFields from './device-fields.ts';
import devices from './devices.ts';
import enrolment from './enrolment.ts';
import events from './events.ts';
import health from './health.ts';
import home from './home.ts';
import licence from './licence.ts';
import lists from './lists.ts';
import offline from './offline.ts';
import operations from './operations.ts';
import organization from './organization.ts';
import planned from './planned.ts';
import revisions from './revisions.ts';
import session from './session.ts';
import shell from './shell.ts';
import software from './software.ts';
import softwareSearch from './software-search.ts';
import start from './start.ts';

export default {
  account,
  accounts,
  acts,
  agentVersions,
  agents,
  cases,
  common,
  device,
  deviceFields,
  devices,
  enrolment,
  events,
  health,
  home,
  licence,
  lists,
  offline,
  operations,
  organization,
  planned,
  revisions,
  session,
  shell,
  software,
  softwareSearch,
  start,
};
