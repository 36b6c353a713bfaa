import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { AgentConfigurations } from '../../agents/configurations.ts';
import type { AgentSettings } from '../../agents/settings-for.ts';
import type { OnlineManagement } from '../../agents/online-management.ts';
import type { SettingsWatch } from '../../agents/settings-watch.ts';
import type { AgentPackages } from '../../agents/packages.ts';
import type { AgentUpdates } from '../../agents/updates.ts';
import type { Agents } from '../../agents/agents.ts';
import type { Waking } from '../../power/waking.ts';
import type { InstallationSets } from '../../agents/installations.ts';
import type { Installed } from '../../agents/installed.ts';
import type { AddressBackoff } from '../../auth/address-backoff.ts';
import type { Accounts } from '../../auth/accounts.ts';
import type { Authenticator } from '../../auth/authenticate.ts';
import type { Oidc } from '../../auth/oidc.ts';
import type { Passwords } from '../../auth/passwords.ts';
import type { SecondFactors } from '../../auth/second-factors.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { SignIn } from '../../auth/sign-in.ts';
import type { Config } from '../../config.ts';
import type { Health } from '../../contract.ts';
import type { IntakeService } from '../../intake/index.ts';
import type { Installation } from '../../installation.ts';
import type { Ledger } from '../../ledger.ts';
import type { Licensing } from '../../licensing/licensing.ts';
import type { LogWatch } from '../../log-watch.ts';
import type { Jobs } from '../../jobs.ts';
import type { OperationLogs } from '../../operation-logs/operation-logs.ts';
import type { Services } from '../../services.ts';
import type { Scope, ScopedReads } from '../../../../projections/kernel/index.ts';

/** A fastify whose schemas are zod's. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What the health page needs to know of things only the composition root knows. */
export interface Vitals {
  readonly version: string;
  readonly startedAt: string;
  /** Where the log and the read store are, for people: a path or an address without credentials. */
  log(): Promise<Omit<Health['log'], 'position'>>;
  /** Turns distances in the log into events; exact where it is 1. */
  readonly positionsPerEvent: number;
  readStore(): Promise<Pick<Health['readStore'], 'store' | 'sizeBytes' | 'problem'>>;
  intake(): Health['intake'];
  work(): Promise<Health['work']>;
  revisionArchive(): Health['revisionArchive'];
  disk(): Promise<Health['disk']>;
  /** Mean delay of the event loop in milliseconds since last asked. */
  eventLoopDelayMs(): number;
}

/** Everything a route module is given. */
export interface ServerContext {
  readonly services: Services;
  readonly config: Config;
  readonly accounts: Accounts;
  readonly passwords: Passwords;
  readonly secondFactors: SecondFactors;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  /** Null: no identity provider is set up. */
  readonly oidc: Oidc | null;
  /** Slows down who tries things at the door. */
  readonly addressBackoff: AddressBackoff;
  readonly licensing: Licensing;
  readonly agentConfigurations: AgentConfigurations;
  readonly agentSettings: AgentSettings;
  readonly settingsWatch: SettingsWatch;
  /** What follows the log as long as the server runs. */
  readonly watches: readonly LogWatch[];
  /** What of it one server does, is started by whoever says which that is. */
  readonly online: OnlineManagement;
  readonly authenticator: Authenticator;
  readonly jobs: Jobs;
  readonly installation: Installation;
  readonly intake: IntakeService;
  readonly agents: Agents;
  readonly installationSets: InstallationSets;
  /** Computers that were installed from sets. */
  readonly installed: Installed;
  readonly agentPackages: AgentPackages;
  readonly agentUpdates: AgentUpdates;
  readonly waking: Waking;
  readonly operationLogs: OperationLogs;
  /** The read store as an account of this scope may see it; routes use nothing else to read. */
  readonly reads: (scope: Scope) => ScopedReads;
  readonly ledger: Ledger;
  readonly vitals: Vitals;
}

/** One context's routes; registered by name in `app.ts`, never found by being there. */
export type RouteModule = (api: Api, context: ServerContext) => void;
