import { resolve } from 'node:path';
import type { z } from 'zod';
import { placesIn } from './data-places.ts';
import type { RateOptions } from './intake/rate-limits.ts';
import { type SettingKey, Settings, settings } from './settings/catalogue.ts';
import { type Environment, gather, type Given, nameIn, type SettingsFile } from './settings/sources.ts';

export interface Config {
  readonly dataFolder: string;
  /** Address of the log. */
  readonly events: string;
  /** Address of the read store; null: in the data folder. */
  readonly readStore: string | null;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string | null;
  readonly adminPassword: string | null;
  readonly logLevel: string;
  readonly trustedProxies: readonly string[];
  readonly lockAfter: number;
  /** Days a password is good for; 0: for ever. */
  readonly passwordDays: number;
  /** The identity provider people may sign in through; null: none. */
  readonly oidc: OidcConfig | null;
  readonly licensing: 'community' | 'required';
  /** SPKI DER in base64; null: the product's own. */
  readonly licensePublicKey: string | null;
  readonly requestsPerMinute: number;
  readonly intakeRates: RateOptions;
  /** Free bytes below which is warned, and below which no operation logs are taken. */
  readonly operationSpace: { readonly warning: number; readonly critical: number };
  /** Folder of the revision history archive; null: none is written. */
  readonly revisionArchive: string | null;
  readonly metricsToken: string | null;
  /** Where traces go and how many are made; null: none. */
  readonly traces: TracesConfig | null;
  /** How a message calls a setting that turned out to be wrong: its variable, or its place in the file. */
  nameOf(key: SettingKey): string;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  /** Claim whose value is the user id. */
  readonly claim: string;
  /** For the sign-in page. */
  readonly name: string;
}

export interface TracesConfig {
  /** Address of the collector, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Part of the requests that are traced, 0 to 1. */
  readonly ratio: number;
}

const mebibyte = 1_048_576;

/** The settings do not make a configuration; each line names one, where it was written and what is allowed. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/** The settings in force, checked and as they were written. */
export interface LoadedConfig {
  readonly config: Config;
  readonly given: Readonly<Partial<Record<SettingKey, Given>>>;
}

/**
 * What the environment says, over what the file says that its MUSTER_CONFIG names, if any.
 *
 * @throws ConfigError with everything that is wrong in either
 */
export async function loadConfig(environment: Environment): Promise<LoadedConfig> {
  const path = environment['MUSTER_CONFIG'];
  if (path === undefined) return settle(environment);
  if (path === '') throw new ConfigError(['MUSTER_CONFIG: is empty; name a file, or unset it']);
  // Commands, most of which have no file, start without the reader of YAML.
  const { readSettingsFile } = await import('./settings/file.ts');
  return settle(environment, readSettingsFile(path));
}

/** As `loadConfig`, of an environment that names no file. */
export function readConfig(environment: Environment): Config {
  return settle(environment).config;
}

function settle(environment: Environment, file?: SettingsFile): LoadedConfig {
  const given = gather(environment, file);
  const parsed = Settings.safeParse(
    Object.fromEntries(Object.entries(given).map(([key, { value }]) => [key, value])),
  );
  const wrong = parsed.success ? [] : parsed.error.issues.map(issue => saidOf(issue, given));
  const faults = [...(file?.faults ?? []), ...new Set(wrong)];
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  const missing = parsed.data.oidcIssuer === undefined ? [] : (['url', 'oidcClientId'] as const);
  const lacking = missing.filter(key => parsed.data[key] === undefined);
  if (lacking.length > 0)
    throw new ConfigError(
      lacking.map(
        key =>
          `${nameIn(key, given[key]?.source)}: is needed beside ${nameIn('oidcIssuer', given.oidcIssuer?.source)}; allowed: ${settings[key].allowed}`,
      ),
    );
  return { given, config: configFrom(parsed.data, given) };
}

function saidOf(issue: z.core.$ZodIssue, given: LoadedConfig['given']): string {
  const key = issue.path[0] as SettingKey;
  const { value, source } = given[key] ?? {};
  const what = value === null ? 'has no value' : issue.message;
  return `${nameIn(key, source)}: ${what}; allowed: ${settings[key].allowed}`;
}

function configFrom(set: z.infer<typeof Settings>, given: LoadedConfig['given']): Config {
  const dataFolder = resolve(set.data);
  return {
    dataFolder,
    events: set.events ?? `sqlite:${placesIn(dataFolder).events}`,
    readStore: set.read ?? null,
    listen: set.listen,
    publicUrl: set.url ?? null,
    adminPassword: set.adminPassword ?? null,
    logLevel: set.logLevel,
    trustedProxies: set.trustedProxies,
    lockAfter: set.lockAfter,
    passwordDays: set.passwordDays,
    oidc: oidcFrom(set),
    licensing: set.licensing,
    licensePublicKey: set.licensePublicKey ?? null,
    requestsPerMinute: set.requestsPerMinute,
    intakeRates: { perAgent: set.agentMessagesPerMinute, perAddress: set.addressMessagesPerMinute },
    operationSpace: {
      warning: set.operationsWarningMegabytes * mebibyte,
      critical: set.operationsCriticalMegabytes * mebibyte,
    },
    revisionArchive: set.revisionArchive === undefined ? null : resolve(set.revisionArchive),
    metricsToken: set.metricsToken ?? null,
    traces:
      set.tracesEndpoint === undefined
        ? null
        : { endpoint: set.tracesEndpoint, headers: set.tracesHeaders ?? {}, ratio: set.tracesRatio },
    nameOf: key => nameIn(key, given[key]?.source),
  };
}

function oidcFrom(set: z.infer<typeof Settings>): OidcConfig | null {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClaim: claim } = set;
  if (issuer === undefined || clientId === undefined) return null;
  const clientSecret = set.oidcClientSecret ?? null;
  return { issuer, clientId, clientSecret, claim, name: set.oidcName ?? new URL(issuer).hostname };
}
