import { accept, refuse, unreachable, type Decider, type Decision } from '../kernel/index.ts';
import { faultIn, type SetContents } from './installation-contents.ts';
import type { InstallationEvent, InstallFailure } from './installation-events.ts';
import type { PackagePlatform } from './package.ts';

/** Every "no" about installation sets. Texts and remedies live in the error catalogue. */
export const installationRefusals = [
  'INSTALLATION_SET_UNKNOWN',
  /** Details: `item`, `fault` and `value` of the contents. */
  'INSTALLATION_SET_INVALID',
  'INSTALLATION_SET_REVOKED',
  /** Details: `limit`. */
  'INSTALLATION_CODE_LIMIT',
] as const;
export type InstallationRefusal = (typeof installationRefusals)[number];

/** Commands in one line that a set can have given. */
export const codeLimit = 500;
/** An installer that is started by every logon, or somebody who plays with it, must not be able to fill the log. */
export const failuresPerDay = 500;

export interface InstallationSet {
  readonly set: string | null;
  readonly name: string;
  readonly platform: PackagePlatform;
  readonly configuration: string;
  readonly contents: SetContents;
  readonly connections: string | null;
  /** The token of its installers, then those of its commands. */
  readonly tokens: readonly string[];
  readonly revoked: boolean;
  /** What was noted on `day`, and of each computer the last. */
  readonly failures: {
    readonly day: string;
    readonly count: number;
    readonly last: Readonly<Record<string, string>>;
  };
}

export interface FailureReport {
  readonly computer: string;
  readonly code: InstallFailure;
  readonly detail: string;
  readonly version: string | null;
}

export type InstallationCommand =
  | {
      readonly type: 'CreateSet';
      readonly set: string;
      readonly name: string;
      readonly platform: PackagePlatform;
      readonly configuration: string;
      readonly configurationName: string;
      readonly contents: SetContents;
      readonly connections: string | null;
      readonly token: string;
    }
  | { readonly type: 'IssueCode'; readonly token: string }
  | { readonly type: 'RevokeSet' }
  | { readonly type: 'NoteFailure'; readonly report: FailureReport; readonly now: string };

type Outcome = Decision<InstallationEvent, InstallationRefusal>;

/** One installation set: what its installers carry, which tokens speak for it, and where they failed. */
export const installationSet: Decider<
  InstallationSet,
  InstallationCommand,
  InstallationEvent,
  InstallationRefusal
> = {
  name: 'installation-set',
  stateVersion: 1,
  initial: {
    set: null,
    name: '',
    platform: 'linux-x64',
    configuration: '',
    contents: {
      folder: null,
      components: [],
      group: null,
      files: [],
      filesFolder: null,
      programs: [],
      overwrite: false,
    },
    connections: null,
    tokens: [],
    revoked: false,
    failures: { day: '', count: 0, last: {} },
  },

  decide(command, state): Outcome {
    if (command.type === 'CreateSet') return create(command, state);
    if (state.set === null) return refuse('INSTALLATION_SET_UNKNOWN');
    const { set } = state;
    switch (command.type) {
      case 'IssueCode':
        if (state.revoked) return refuse('INSTALLATION_SET_REVOKED', { set });
        if (state.tokens.length > codeLimit) return refuse('INSTALLATION_CODE_LIMIT', { limit: codeLimit });
        return accept({ type: 'InstallationCodeIssued', data: { set, token: command.token } });
      case 'RevokeSet':
        return state.revoked ? accept() : accept({ type: 'InstallationSetRevoked', data: { set } });
      case 'NoteFailure':
        return noteFailure(command, { ...state, set });
      default:
        return unreachable(command);
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'InstallationSetCreated': {
        const { configurationName: _then, token, ...set } = event.data;
        return { ...state, ...set, tokens: [token] };
      }
      case 'InstallationCodeIssued':
        return { ...state, tokens: [...state.tokens, event.data.token] };
      case 'InstallationSetRevoked':
        return { ...state, revoked: true };
      case 'AgentInstallationFailed':
        return { ...state, failures: counted(state.failures, event) };
      default:
        return unreachable(event);
    }
  },
};

export const installationStream = (set: string): string => `installation-${set}`;

function create(
  { type: _type, ...set }: Extract<InstallationCommand, { type: 'CreateSet' }>,
  state: InstallationSet,
): Outcome {
  if (state.set !== null) return accept();
  const fault = faultIn(set.contents, set.platform);
  if (fault) return refuse('INSTALLATION_SET_INVALID', { ...fault });
  return accept({ type: 'InstallationSetCreated', data: set });
}

/** The same failure of a computer once a day; a logon script tries again and again. */
function noteFailure(
  { report, now }: Extract<InstallationCommand, { type: 'NoteFailure' }>,
  { set, name, configuration, platform, failures }: InstallationSet & { readonly set: string },
): Outcome {
  if (failures.day === now.slice(0, 10)) {
    if (failures.last[report.computer] === report.code) return accept();
    if (failures.count >= failuresPerDay) return accept();
  }
  return accept({
    type: 'AgentInstallationFailed',
    data: { set, setName: name, configuration, platform, ...report, observedAt: now },
  });
}

function counted(
  failures: InstallationSet['failures'],
  { data }: Extract<InstallationEvent, { type: 'AgentInstallationFailed' }>,
): InstallationSet['failures'] {
  const day = data.observedAt.slice(0, 10);
  const same = day === failures.day;
  const last = { ...(same ? failures.last : {}), [data.computer]: data.code };
  return { day, count: same ? failures.count + 1 : 1, last };
}
