import { accountEvents, sharedViewEvents } from '../../domain/accounts/index.ts';
import {
  agentCommandEvents,
  appliedEvents,
  configurationEvents,
  leftOutEvents,
  packageEvents,
  installationEvents,
} from '../../domain/agents/index.ts';
import {
  bulkEvents,
  deviceEvents,
  deviceFieldEvents,
  deviceTypeEvents,
  enrolmentEvents,
  groupEvents,
  revisionEvents,
  searchConditionEvents,
  softwareEntryEvents,
} from '../../domain/devices/index.ts';
import { licensingEvents } from '../../domain/licensing/index.ts';
import {
  caseEvents,
  legalHoldEvents,
  operationArchiveEvents,
  operationLogEvents,
} from '../../domain/operation-logs/index.ts';
import { organizationEvents } from '../../domain/organization/index.ts';
import { systemEvents } from '../../domain/system/index.ts';
import { createCatalogue } from '../../domain/kernel/index.ts';

/** Every event type of every context: what may be written, and how older versions are read. */
export const eventCatalogue = createCatalogue(
  accountEvents,
  sharedViewEvents,
  configurationEvents,
  appliedEvents,
  leftOutEvents,
  agentCommandEvents,
  packageEvents,
  installationEvents,
  deviceEvents,
  deviceFieldEvents,
  deviceTypeEvents,
  enrolmentEvents,
  groupEvents,
  bulkEvents,
  revisionEvents,
  searchConditionEvents,
  softwareEntryEvents,
  licensingEvents,
  operationLogEvents,
  caseEvents,
  legalHoldEvents,
  operationArchiveEvents,
  organizationEvents,
  systemEvents,
);
