import type { UpdateReach } from '../../../server/agents/contract.ts';
import type { Outcome } from '../../api/types.ts';

export type { UpdateTarget } from '../../../../domain/agents/index.ts';
export type {
  AgentPackage,
  AgentUpdateRow as AgentUpdate,
  UpdateReach,
  UpdateWish,
} from '../../../server/agents/contract.ts';

export interface UpdateOutcome extends Outcome {
  readonly id: string;
  readonly reach: UpdateReach;
}
