import { configurationsStream, packagesStream } from '../../domain/agents/index.ts';
import { fieldsStream, searchesStream } from '../../domain/devices/index.ts';
import { treeKinds, treeStream } from '../../domain/organization/index.ts';
import { createScopedReads } from '../../projections/kernel/index.ts';
import { AgentConfigurations } from './agents/configurations.ts';
import { commandCategory } from './agents/command-service.ts';
import { AgentPackages } from './agents/packages.ts';
import { AgentUpdates } from './agents/updates.ts';
import { AgentSettings } from './agents/settings-for.ts';
import { SettingsWatch } from './agents/settings-watch.ts';
import { Accounts } from './auth/accounts.ts';
import { AddressBackoff } from './auth/address-backoff.ts';
import { Authenticator } from './auth/authenticate.ts';
import { Oidc } from './auth/oidc.ts';
import { Passwords } from './auth/passwords.ts';
import { SecondFactors } from './auth/second-factors.ts';
import { Sessions } from './auth/sessions.ts';
import { SignIn } from './auth/sign-in.ts';
import { Agents } from './agents/agents.ts';
import { InstallationSets } from './agents/installations.ts';
import { Installed } from './agents/installed.ts';
import { OnlineManagement } from './agents/online-management.ts';
import type { Config } from './config.ts';
import { placesIn } from './data-places.ts';
import { FollowedStreams } from './followed-streams.ts';
import type { ServerContext, Vitals } from './http/kernel/context.ts';
import { withSoftwareInScope } from './http/software/scoped-reads.ts';
import { Installation } from './installation.ts';
import { IntakeService } from './intake/index.ts';
import type { Ledger } from './ledger.ts';
import { Licensing } from './licensing/licensing.ts';
import { Jobs } from './jobs.ts';
import { askingAgain } from './operation-logs/ask-again.ts';
import { OperationLogs } from './operation-logs/operation-logs.ts';
import { Waking } from './power/waking.ts';
import type { Services } from './services.ts';

export interface ContextOptions {
  /** What the command line on this machine presents; null: no such access. */
  readonly localToken: string | null;
  /** Least time a refused sign-in takes. */
  readonly refusalMs: number;
}

/** The server's own services over the ports. */
export function createContext(
  services: Services,
  config: Config,
  ledger: Ledger,
  vitals: Vitals,
  options: ContextOptions,
): ServerContext {
  const { clock, ids, log, commands, credentials, whiteboard, peers } = services;
  const accounts = new Accounts(commands, clock);
  const passwords = new Passwords(credentials, clock, config.passwordDays);
  const secondFactors = new SecondFactors(credentials, clock);
  const sessions = new Sessions(credentials, clock);
  const addressBackoff = new AddressBackoff(whiteboard, clock);
  const licensing = new Licensing(services, config);
  const agentConfigurations = new AgentConfigurations(services);
  const installation = new Installation(services.events);
  const operationLogs: OperationLogs = new OperationLogs(services, {
    // Days of several servers lie in stores that watch their own disks.
    folder: services.archivedOperations.isShared ? null : placesIn(config.dataFolder).operations,
    dataFolder: config.dataFolder,
    thresholds: config.operationSpace,
    ask: askingAgain(services, { issue: (...asked) => agents.commands.issue(...asked) }),
  });
  const agentPackages = new AgentPackages(services);
  const followed = new FollowedStreams(commands, services.events, {
    streams: [
      configurationsStream,
      packagesStream,
      fieldsStream,
      searchesStream,
      ...treeKinds.map(treeStream),
    ],
    categories: [commandCategory],
  });
  const agentSettings = new AgentSettings(
    services,
    agentConfigurations,
    () => operationLogs.collection(),
    followed,
  );
  const settingsWatch = new SettingsWatch(services, agentConfigurations);
  // An agent that is told of a change asks at once: it finds the new settings, whichever watch has heard of it first.
  settingsWatch.onChange(() => {
    operationLogs.settings.forget();
    followed.forget();
  });
  const online = new OnlineManagement(services, agentConfigurations, settingsWatch);
  const installationSets = new InstallationSets(services, config.dataFolder);
  const installed = new Installed(services, installationSets);
  const agentUpdates = new AgentUpdates(
    agentPackages,
    agentConfigurations,
    async deviceId => (await agentSettings.resolve(deviceId)).id,
    followed,
  );
  const agents: Agents = new Agents(services, {
    settings: agentSettings,
    updates: agentUpdates,
    online,
    sets: installationSets,
    installed,
    followed,
  });
  return {
    services,
    config,
    accounts,
    passwords,
    secondFactors,
    sessions,
    signIn: new SignIn(accounts, passwords, secondFactors, sessions, addressBackoff, {
      lockAfter: config.lockAfter,
      refusalMs: options.refusalMs,
    }),
    oidc:
      config.oidc && config.publicUrl !== null
        ? new Oidc(config.oidc, config.publicUrl, { credentials, clock, log })
        : null,
    addressBackoff,
    licensing,
    agentConfigurations,
    agentSettings,
    agentPackages,
    agentUpdates,
    settingsWatch,
    watches: [settingsWatch.watch, operationLogs.settings.watch, followed.watch, agents.devices.watch],
    online,
    authenticator: new Authenticator(accounts, sessions, credentials, options.localToken),
    jobs: new Jobs({ clock, ids, board: whiteboard, peers }),
    installation,
    intake: new IntakeService(
      { ...services, licences: licensing.devices, installation },
      { rates: config.intakeRates },
    ),
    installationSets,
    installed,
    agents,
    waking: new Waking(services, agents.commands),
    operationLogs,
    reads: withSoftwareInScope(createScopedReads(services.read, clock)),
    ledger,
    vitals,
  };
}
