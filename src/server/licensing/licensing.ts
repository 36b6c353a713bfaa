import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  isExpired,
  licensedAt,
  licencePool,
  licencePoolStream,
  readKeyFile,
} from '../../../domain/licensing/index.ts';
import type { LicencePool, RegisteredKey } from '../../../domain/licensing/index.ts';
import type { Actor, Position } from '../../../domain/kernel/index.ts';
import type { Config } from '../config.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { DeviceLicences } from './device-licences.ts';

/** Whoever holds the private half issues keys that every server takes unless it is told another. */
const productPublicKey = 'MCowBQYDK2VwAyEA/tnZ88t+YrfOkUeTJOFcKGbxjlSFdnLaQ5mEbCk3q/8=';

const lookEveryMs = 6 * 3_600_000;

export type LicensingPorts = Pick<Services, 'commands' | 'clock' | 'events'>;

export interface LicenceStanding {
  /** In the order they were registered. */
  readonly keys: readonly (RegisteredKey & { readonly expired: boolean })[];
  /** Devices that the keys that have not expired license together. */
  readonly licensed: number;
  /** Devices that count. */
  readonly used: number;
}

/** The product licence of this installation: its keys, and who may be managed and sign in by them. */
export class Licensing {
  /** Null where any number of devices may be managed: then nothing is asked and nothing is counted. */
  readonly devices: DeviceLicences | null;
  readonly required: boolean;
  readonly #ports: LicensingPorts;
  readonly #publicKey: string;
  #watch: NodeJS.Timeout | undefined;

  constructor(ports: LicensingPorts, config: Pick<Config, 'licensing' | 'licensePublicKey'>) {
    this.#ports = ports;
    this.#publicKey = config.licensePublicKey ?? productPublicKey;
    this.required = config.licensing === 'required';
    this.devices = this.required ? new DeviceLicences(ports) : null;
  }

  async standing(): Promise<LicenceStanding> {
    const pool = await this.#load();
    const now = this.#ports.clock.now();
    const keys = Object.values(pool.keys)
      .map(key => ({ ...key, expired: isExpired(key, now) }))
      .sort((one, other) => (one.since < other.since ? -1 : Number(one.since > other.since)));
    return { keys, licensed: licensedAt(pool, now), used: pool.used };
  }

  /**
   * Registers the key in `file`. Without signing in (`firstOnly`) only where a key is required and there is none.
   *
   * @throws AppError LICENCE_KEY_…
   */
  async register(file: string, actor: Actor, firstOnly: boolean): Promise<Position> {
    const { commands, clock } = this.#ports;
    if (firstOnly && !this.required) throw new AppError('LICENCE_KEY_NOT_FIRST');
    const read = readKeyFile(file, (signed, signature) =>
      ledgerCrypto.verify(this.#publicKey, signed, signature),
    );
    if (read.kind === 'refused') throw new AppError(read.code, { details: read.details });
    const { key } = read;
    const command = { type: 'RegisterLicenceKey', at: clock.now(), key, firstOnly } as const;
    return accepted(await commands.handle(licencePoolStream, licencePool, command, { actor })).position;
  }

  /** @throws AppError PRODUCT_LICENCE_REQUIRED where nobody may sign in yet */
  async requireKey(): Promise<void> {
    if (!this.required) return;
    const { keys } = await this.#load();
    if (Object.keys(keys).length === 0) throw new AppError('PRODUCT_LICENCE_REQUIRED');
  }

  /** Looks now and a few times a day whether a key is about to expire: where one is required, agents stop being managed. */
  start(): void {
    if (!this.required || this.#watch) return;
    void this.#warnOfExpiry();
    this.#watch = setInterval(() => void this.#warnOfExpiry(), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  /** A store that is away is asked at the next look. */
  async #warnOfExpiry(): Promise<void> {
    const { commands, clock } = this.#ports;
    const command = { type: 'WarnOfExpiry', at: clock.now() } as const;
    await commands
      .handle(licencePoolStream, licencePool, command, { actor: 'system:licensing' })
      .catch(() => undefined);
  }

  async #load(): Promise<LicencePool> {
    return (await this.#ports.commands.load(licencePoolStream, licencePool)).state;
  }
}
