import { accountProjection } from '../../projections/accounts/index.ts';
import { agentAssignments, deployments, installationSets } from '../../projections/agents/index.ts';
import {
  deviceIdentity,
  deviceList,
  deviceSoftware,
  deviceTimeline,
} from '../../projections/devices/index.ts';
import type { Projection } from '../../projections/kernel/index.ts';
import { operationCaseList, operationWarningList } from '../../projections/operation-logs/index.ts';
import { organizationProjection } from '../../projections/organization/index.ts';
import { softwareProducts, softwareVersions } from '../../projections/software/index.ts';

/** Every read model of the product. */
export const projections: readonly Projection[] = [
  accountProjection,
  agentAssignments,
  installationSets,
  deployments,
  deviceList,
  deviceTimeline,
  deviceSoftware,
  deviceIdentity,
  softwareProducts,
  softwareVersions,
  organizationProjection,
  operationCaseList,
  operationWarningList,
];
