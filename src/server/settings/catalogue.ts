import { z } from 'zod';
import { defaultRates } from '../intake/rate-limits.ts';
import {
  eventsAddress,
  headers,
  issuerAddress,
  listenAddress,
  networks,
  publicKey,
  ratio,
  readAddress,
  text,
  webAddress,
  wholeNumber,
} from './kinds.ts';

/** One thing an operator can set, the same in the environment and in the file. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** In the environment; the key in the file is the setting's own name. */
  readonly variable: string;
  readonly schema: Schema;
  /** What it is, for the documentation: one sentence. */
  readonly about: string;
  /** Values it takes, in words that end an error. */
  readonly allowed: string;
  /** A value it takes, as a variable would give it. */
  readonly example: string;
  /** As a variable would give it; absent where nothing is set. */
  readonly unset?: string;
  /** What happens without a value, where there is no default. */
  readonly without?: string;
  /** `value`: never shown. `address`: shown without user, password and what stands behind `?`. */
  readonly secret?: 'value' | 'address';
  /** The path of a folder. */
  readonly folder?: true;
}

function setting<Schema extends z.ZodType>(one: Setting<Schema>): Setting<Schema> {
  return one;
}

const licensings = ['community', 'required'] as const;
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const count = '0 or a whole number above';

/** Everything that can be set. A key is its variable in small letters without MUSTER, but for those that others named. */
export const settings = {
  data: setting({
    variable: 'MUSTER_DATA',
    schema: text.min(1, 'is empty'),
    about: 'Folder of the stores. In the file a relative path begins at the folder of the file.',
    allowed: 'the path of a folder',
    example: '/var/lib/muster',
    unset: './data',
    folder: true,
  }),
  events: setting({
    variable: 'MUSTER_EVENTS',
    schema: eventsAddress.optional(),
    about: 'Where the log is.',
    allowed: 'esdb://…, kurrentdb://… or sqlite:<file>',
    example: 'esdb://muster:secret@events.example.org:2113?tls=true',
    without: '`events.db` in the data folder',
    secret: 'address',
  }),
  read: setting({
    variable: 'MUSTER_READ',
    schema: readAddress.optional(),
    about: 'Where read models and everything that several servers share is kept.',
    allowed: 'mongodb://user:password@host/database or mongodb+srv://…',
    example: 'mongodb://muster:secret@read.example.org/muster?tls=true',
    without: 'in the data folder',
    secret: 'address',
  }),
  listen: setting({
    variable: 'MUSTER_LISTEN',
    schema: listenAddress,
    about: 'Where the server listens.',
    allowed: 'host:port, for example 127.0.0.1:8080; IPv6 in brackets; port 0 takes a free one',
    example: '0.0.0.0:8443',
    unset: '127.0.0.1:8080',
  }),
  url: setting({
    variable: 'MUSTER_URL',
    schema: webAddress.optional(),
    about: 'The address people use, where it is another than the one listened on (behind a proxy).',
    allowed: 'an http or https address',
    example: 'https://muster.example.org',
    without: 'the address listened on',
    secret: 'address',
  }),
  adminPassword: setting({
    variable: 'MUSTER_ADMIN_PASSWORD',
    schema: text.min(1, 'is empty').max(256, 'is longer than 256 characters').optional(),
    about: 'Password of the built-in administrator at the first start; no change is asked then.',
    allowed: '1 to 256 characters',
    example: 'a few unrelated words',
    without: 'one is made up and told once',
    secret: 'value',
  }),
  logLevel: setting({
    variable: 'MUSTER_LOG_LEVEL',
    schema: z.enum(levels, 'is not a level'),
    about: 'How much is logged on standard error.',
    allowed: levels.join(', '),
    example: 'warn',
    unset: 'info',
  }),
  trustedProxies: setting({
    variable: 'MUSTER_TRUSTED_PROXIES',
    schema: networks,
    about: 'Proxies in front whose X-Forwarded-For is believed; a list.',
    allowed: 'addresses and networks, for example 10.0.0.5 or 10.0.0.0/24',
    example: '10.0.0.5,192.0.2.0/24',
    unset: '',
  }),
  lockAfter: setting({
    variable: 'MUSTER_LOCK_AFTER',
    schema: wholeNumber(1_000),
    about: 'Failed sign-ins in a row until an account is locked; 0 never locks.',
    allowed: '0 to 1000',
    example: '5',
    unset: '10',
  }),
  passwordDays: setting({
    variable: 'MUSTER_PASSWORD_DAYS',
    schema: wholeNumber(3_650),
    about:
      'Days after which a password must be changed at the next sign-in; told from seven days before. 0: it never must.',
    allowed: '0 to 3650',
    example: '90',
    unset: '0',
  }),
  oidcIssuer: setting({
    variable: 'MUSTER_OIDC_ISSUER',
    schema: issuerAddress.optional(),
    about:
      'Address of the identity provider (OpenID Connect) through which people may sign in besides their password. Needs MUSTER_URL and MUSTER_OIDC_CLIENT_ID; its redirect URI is `<MUSTER_URL>/api/v1/oidc/callback`.',
    allowed: 'an https address, or http on this machine',
    example: 'https://login.example.org/realms/staff',
    without: 'people sign in with user ID and password',
  }),
  oidcClientId: setting({
    variable: 'MUSTER_OIDC_CLIENT_ID',
    schema: text.min(1, 'is empty').max(500, 'is longer than 500 characters').optional(),
    about: 'What the identity provider calls this server.',
    allowed: '1 to 500 characters',
    example: 'muster',
    without: 'nobody signs in through a provider',
  }),
  oidcClientSecret: setting({
    variable: 'MUSTER_OIDC_CLIENT_SECRET',
    schema: text.min(1, 'is empty').max(1_000, 'is longer than 1000 characters').optional(),
    about: 'Secret of this server at the identity provider, where it is registered with one.',
    allowed: '1 to 1000 characters',
    example: 'a-secret-of-the-provider',
    without: 'none is sent; every sign-in is bound by PKCE all the same',
    secret: 'value',
  }),
  oidcClaim: setting({
    variable: 'MUSTER_OIDC_CLAIM',
    schema: text.regex(/^[\w:./-]{1,200}$/, 'is not the name of a claim'),
    about: 'The claim whose value is the user ID of the account.',
    allowed: 'preferred_username, email or another claim of the provider',
    example: 'email',
    unset: 'preferred_username',
  }),
  oidcName: setting({
    variable: 'MUSTER_OIDC_NAME',
    schema: text.min(1, 'is empty').max(60, 'is longer than 60 characters').optional(),
    about: 'How the sign-in page calls the identity provider.',
    allowed: '1 to 60 characters',
    example: 'Example Works',
    without: 'its host name',
  }),
  licensing: setting({
    variable: 'MUSTER_LICENSING',
    schema: z.enum(licensings, 'is neither'),
    about:
      'Whether product licences limit how many devices are managed: `community` manages any number, `required` as many as the registered keys license.',
    allowed: licensings.join(' or '),
    example: 'required',
    unset: 'community',
  }),
  licensePublicKey: setting({
    variable: 'MUSTER_LICENSE_PUBLIC_KEY',
    schema: publicKey.optional(),
    about: 'The Ed25519 key that vouches for licence keys, for those who issue their own.',
    allowed: 'the public key as SPKI in base64, one line',
    example: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
    without: 'the key of the product',
  }),
  requestsPerMinute: setting({
    variable: 'MUSTER_REQUESTS_PER_MINUTE',
    schema: wholeNumber(),
    about:
      'Requests a minute one caller may make of the interface; 0: no limit. Agents have limits of their own.',
    allowed: count,
    example: '600',
    unset: '12000',
  }),
  agentMessagesPerMinute: setting({
    variable: 'MUSTER_AGENT_MESSAGES_PER_MINUTE',
    schema: wholeNumber(),
    about: 'Messages a minute one agent may send on and on, five minutes’ worth at once; 0: no limit.',
    allowed: count,
    example: '60',
    unset: String(defaultRates.perAgent),
  }),
  addressMessagesPerMinute: setting({
    variable: 'MUSTER_ADDRESS_MESSAGES_PER_MINUTE',
    schema: wholeNumber(),
    about: 'The same for all agents behind one address; 0: no limit.',
    allowed: count,
    example: '6000',
    unset: String(defaultRates.perAddress),
  }),
  operationsWarningMegabytes: setting({
    variable: 'MUSTER_OPERATIONS_WARNING_MEGABYTES',
    schema: wholeNumber(1_000_000_000),
    about: 'Free space of the folder of operation logs below which is warned (events 1057 and 1090).',
    allowed: count,
    example: '20000',
    unset: '2048',
  }),
  operationsCriticalMegabytes: setting({
    variable: 'MUSTER_OPERATIONS_CRITICAL_MEGABYTES',
    schema: wholeNumber(1_000_000_000),
    about:
      'Free space of the folder of operation logs below which none are taken until there is more (events 1058 and 1091).',
    allowed: count,
    example: '5000',
    unset: '512',
  }),
  revisionArchive: setting({
    variable: 'MUSTER_REVISION_ARCHIVE',
    schema: text.min(1, 'is empty').optional(),
    about:
      'Folder to which the revision history of devices is written, a CSV file for each day. In the file a relative path begins at the folder of the file.',
    allowed: 'the path of a folder',
    example: '/var/lib/muster-revisions',
    without: 'no archive is written',
    folder: true,
  }),
  metricsToken: setting({
    variable: 'MUSTER_METRICS_TOKEN',
    schema: text.min(16, 'is shorter than 16 characters').optional(),
    about: 'What a scraper of /metrics sends as bearer token.',
    allowed: '16 characters or more',
    example: 'a-token-of-the-scraper',
    without: '/metrics answers this machine alone',
    secret: 'value',
  }),
  tracesEndpoint: setting({
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: webAddress.optional(),
    about: 'Where traces go: a collector of OpenTelemetry (OTLP over HTTP); `/v1/traces` is added to it.',
    allowed: 'an http or https address, for example http://127.0.0.1:4318',
    example: 'https://collector.example.org:4318',
    without: 'no traces are made',
    secret: 'address',
  }),
  tracesHeaders: setting({
    variable: 'OTEL_EXPORTER_OTLP_HEADERS',
    schema: headers.optional(),
    about: 'Headers for the collector, where it asks for a key.',
    allowed: 'name=value,name=value with signs in values as %2C',
    example: 'authorization=Bearer%20secret-of-the-collector',
    without: 'none',
    secret: 'value',
  }),
  tracesRatio: setting({
    variable: 'OTEL_TRACES_SAMPLER_ARG',
    schema: ratio,
    about: 'How many of the requests that come without a traceparent of their own are traced.',
    allowed: '0 (none) to 1 (all), for example 0.05',
    example: '0.25',
    unset: '1',
  }),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingKey = keyof typeof settings;
export const settingKeys = Object.keys(settings) as SettingKey[];

/** What both the environment and the file are checked with, once they are laid over each other. */
export const Settings = z.strictObject(
  Object.fromEntries(settingKeys.map(key => [key, settings[key].schema])) as {
    [Key in SettingKey]: (typeof settings)[Key]['schema'];
  },
);
