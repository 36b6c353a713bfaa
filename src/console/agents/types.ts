import type {
  AssignmentTarget,
  ConfigurationSettings,
  GroupTarget,
  GroupType,
  PasswordKind,
  ServingItem,
} from '../../../domain/agents/index.ts';
import type { Outcome } from '../api/types.ts';

export type { AssignmentTarget, ConfigurationSettings, GroupTarget, GroupType, PasswordKind, ServingItem };

export interface Configuration {
  readonly id: string;
  readonly name: string;
  readonly default: boolean;
  readonly version: number;
  readonly settings: ConfigurationSettings;
  /** Whether each is asked for. */
  readonly passwords: Readonly<Record<PasswordKind, boolean>>;
  /** Empty: its computers may be site servers and network monitors. */
  readonly lackingToServe: readonly ServingItem[];
  /** Null but for the default configuration. */
  readonly installFolder: string | null;
  readonly groups: number;
  readonly computers: number;
  readonly devices: number | null;
}

export type AssignmentKind = 'direct' | 'indirect' | 'default';

/** A group and what it has. */
export interface Group {
  readonly key: string;
  readonly target: GroupTarget;
  readonly name: string;
  readonly devices: number;
  readonly configuration: string;
  readonly kind: AssignmentKind;
  readonly by: string | null;
}

/** A computer and what it has. */
export interface Computer {
  readonly id: string;
  readonly name: string;
  readonly department: string | null;
  readonly configuration: string;
  readonly configurationName: string;
  readonly assignmentKind: AssignmentKind;
  readonly assignedTo: string | null;
}

/** What an act on configurations answers. */
export interface ActOutcome extends Outcome {
  /** Undoes it. */
  readonly act: string;
  readonly reach: { readonly count: number | null; readonly names: readonly string[] };
  readonly warnings: readonly 'OPERATION_LOGS_ACQUIRED'[];
}
