import { accountErrors } from './accounts.ts';
import { agentConfigurationErrors } from './agent-configurations.ts';
import { agentPackageErrors } from './agent-packages.ts';
import { agentErrors } from './agents.ts';
import { bulkErrors } from './bulk-acts.ts';
import { caseErrors } from './cases.ts';
import { commonErrors } from './common.ts';
import { deviceErrors } from './devices.ts';
import { installationErrors } from './installations.ts';
import { intakeErrors } from './intake.ts';
import { licensingErrors } from './licensing.ts';
import { offlineErrors } from './offline.ts';
import { operationLogErrors } from './operation-logs.ts';
import { organizationErrors } from './organization.ts';
import { systemErrors } from './system.ts';

/**
 * Every code the server answers, once. Programs switch on the code; the texts are for people and are the same
 * in the console, on the command line and in mails. Codes are published: they are added, never renamed.
 */
export const catalogue = {
  ...commonErrors,
  ...accountErrors,
  ...agentConfigurationErrors,
  ...agentErrors,
  ...agentPackageErrors,
  ...deviceErrors,
  ...bulkErrors,
  ...caseErrors,
  ...installationErrors,
  ...intakeErrors,
  ...licensingErrors,
  ...offlineErrors,
  ...operationLogErrors,
  ...organizationErrors,
  ...systemErrors,
} as const;

export type ErrorCode = keyof typeof catalogue;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}
