import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { faultOfAddress } from '../../adapters/event-store/address.ts';
import { placesIn } from './data-places.ts';
import { defaultRates, type RateOptions } from './intake/rate-limits.ts';

/** `host:port`; IPv6 in brackets; port 0 takes a free one. */
const Listen = z.string().transform((text, context) => {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]*):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[2]);
  if (!match || port > 65_535) {
    context.addIssue({ code: 'custom', message: `"${text}" is not host:port, for example 127.0.0.1:8080` });
    return z.NEVER;
  }
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, '') || '0.0.0.0', port };
});

const Proxies = z.string().transform((text, context) => {
  const addresses = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
  for (const address of addresses)
    if (isIP(address.split('/')[0] ?? '') === 0)
      context.addIssue({
        code: 'custom',
        message: `"${address}" is not an address or network, for example 10.0.0.5 or 10.0.0.0/24`,
      });
  return addresses;
});

/** The log may lie elsewhere; memory would lose it. */
const EventsAddress = z.string().transform((text, context) => {
  const fault =
    text === 'memory:'
      ? 'memory: keeps nothing; leave it out to keep the log in MUSTER_DATA'
      : faultOfAddress(text);
  if (fault === null) return text;
  context.addIssue({ code: 'custom', message: fault });
  return z.NEVER;
});
/** Never repeats what it was given: an address may hold a password. */
const ReadAddress = z
  .string()
  .regex(
    /^mongodb(\+srv)?:\/\/[^/\s]+(\/\S*)?$/,
    'is not the address of a MongoDB database, for example mongodb://user:password@host/muster; unset it to keep read models in the data folder',
  );

const Environment = z.object({
  /** Folder of the stores. */
  MUSTER_DATA: z.string().min(1, 'is empty; name a folder').default('./data'),
  /** Where the log is, if not in that folder: `esdb://…`, `kurrentdb://…` or `sqlite:<file>`. */
  MUSTER_EVENTS: EventsAddress.optional(),
  /** Where read models are kept, when not in the data folder. */
  MUSTER_READ: ReadAddress.optional(),
  MUSTER_LISTEN: Listen.default({ host: '127.0.0.1', port: 8080 }),
  /** The address people use, where it is another than the one listened on (behind a proxy). */
  MUSTER_URL: z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).optional(),
  /** Password of the built-in administrator at the first start; no change is asked then. */
  MUSTER_ADMIN_PASSWORD: z
    .string()
    .min(1, 'is empty; unset it to have one made up')
    .max(256, 'is longer than 256 characters')
    .optional(),
  MUSTER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Proxies in front whose X-Forwarded-For is believed. */
  MUSTER_TRUSTED_PROXIES: Proxies.default([]),
  /** Failed sign-ins in a row until an account is locked; 0 never locks. */
  MUSTER_LOCK_AFTER: z.coerce.number('is not a number').int().min(0).max(1_000).default(10),
  /** Requests a minute one caller may make of the interface; 0: no limit. Agents have limits of their own. */
  MUSTER_REQUESTS_PER_MINUTE: z.coerce.number('is not a number').int().min(0).default(12_000),
  /** Messages a minute one agent may send on and on, five minutes' worth at once; 0: no limit. */
  MUSTER_AGENT_MESSAGES_PER_MINUTE: z.coerce
    .number('is not a number')
    .int()
    .min(0)
    .default(defaultRates.perAgent),
  /** The same for all agents behind one address; 0: no limit. */
  MUSTER_ADDRESS_MESSAGES_PER_MINUTE: z.coerce
    .number('is not a number')
    .int()
    .min(0)
    .default(defaultRates.perAddress),
  /** What a scraper of /metrics from elsewhere than this machine sends as bearer token. */
  MUSTER_METRICS_TOKEN: z.string().min(16, 'is shorter than 16 characters').optional(),
});

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
  readonly requestsPerMinute: number;
  readonly intakeRates: RateOptions;
  readonly metricsToken: string | null;
}

/** The environment does not make a configuration; each line names the key and what is wrong with it. */
export class ConfigError extends Error {
  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
  }
}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`));
  const env = parsed.data;
  const dataFolder = resolve(env.MUSTER_DATA);
  return {
    dataFolder,
    events: env.MUSTER_EVENTS ?? `sqlite:${placesIn(dataFolder).events}`,
    readStore: env.MUSTER_READ ?? null,
    listen: env.MUSTER_LISTEN,
    publicUrl: env.MUSTER_URL?.replace(/\/+$/, '') ?? null,
    adminPassword: env.MUSTER_ADMIN_PASSWORD ?? null,
    logLevel: env.MUSTER_LOG_LEVEL,
    trustedProxies: env.MUSTER_TRUSTED_PROXIES,
    lockAfter: env.MUSTER_LOCK_AFTER,
    requestsPerMinute: env.MUSTER_REQUESTS_PER_MINUTE,
    intakeRates: {
      perAgent: env.MUSTER_AGENT_MESSAGES_PER_MINUTE,
      perAddress: env.MUSTER_ADDRESS_MESSAGES_PER_MINUTE,
    },
    metricsToken: env.MUSTER_METRICS_TOKEN ?? null,
  };
}
