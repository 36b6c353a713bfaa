import { generateLedgerKey, ledgerCrypto, ledgerSigner } from '../../adapters/platform/index.ts';
import {
  categoryOf,
  type Clock,
  type CommandHandler,
  type Credential,
  type CredentialStore,
  type EventStore,
  type Ids,
} from '../../domain/kernel/index.ts';
import {
  canonicalEvent,
  introduceKey,
  leafHash,
  ledger,
  ledgerStream,
  MerkleRoot,
  placeOf,
  positionOfPlace,
  sealHash,
  signSeal,
  toHex,
  type LedgerSigner,
  type LedgerState,
  type Seal,
} from '../../domain/system/index.ts';

export interface SealerOptions {
  /** The plain store: what is sealed is what is stored, not what older versions become on reading. */
  readonly events: EventStore;
  readonly commands: CommandHandler;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Events lie unsealed for no longer than this; default one minute. */
  readonly intervalMs?: number;
  /** Sealed earlier once the log's position is so much farther; default 10,000. */
  readonly threshold?: number;
  /** Most events of one seal, which bounds what a proof must read; default 65,536. */
  readonly maxEvents?: number;
  /** Most time that stopping takes; what was not sealed by then is sealed after the next start. Default 2 s. */
  readonly stopWithinMs?: number;
  /** Categories whose events expire; they stay out of the seals, which say so. */
  readonly excludes?: readonly string[];
  readonly onError?: (error: unknown) => void;
}

export interface SealerStatus {
  readonly lastSealedPosition: number;
  /** RFC 3339. */
  readonly lastSealedAt: string | null;
  readonly seals: number;
  /** Why the last attempt failed; null once one succeeded. */
  readonly problem: string | null;
}

export interface Sealer {
  /** Makes or reads the key, seals what is open, and goes on by itself. */
  start(): Promise<void>;
  /** Seals everything up to now; answers the seals made. */
  sealNow(): Promise<number>;
  /** Signs from now on with a new key, which the old one endorses in the log. */
  rotateKey(): Promise<void>;
  status(): SealerStatus;
  /** Seals of what is open as much as there is time for (in milliseconds; 0: nothing more), and ends. */
  stop(withinMs?: number): Promise<void>;
}

/** How often it is asked whether the log has grown by the threshold. */
const lookEveryMs = 1_000;
const keyName = 'ledger';

/**
 * Seals the log in global order. Where it stands is in the ledger's own stream, so that a restart goes on there, and
 * two processes sealing at once make the same command: one of them is a repeat. That stream is also the fence of a
 * sealer whose server lost its lease: each seal is appended at the revision it was decided on, so one that comes after
 * another server's is refused by the log (docs/decisions/0112).
 */
export function createSealer(options: SealerOptions): Sealer {
  const { events, commands, credentials, clock, ids } = options;
  const { intervalMs = 60_000, threshold = 10_000, maxEvents = 65_536, excludes = [], onError } = options;
  const { stopWithinMs = 2_000 } = options;
  let keys: { readonly current: LedgerSigner; readonly previous: LedgerSigner | null } | null = null;
  let state: LedgerState = ledger.initial;
  let problem: string | null = null;
  let working: Promise<number> = Promise.resolve(0);
  let timer: NodeJS.Timeout | null = null;
  let sealedLast = 0;
  /** Set once it is to end: sealing goes on no longer than until then, milliseconds since 1970. */
  let endsAt: number | null = null;

  const outOfTime = (): boolean => endsAt !== null && Date.parse(clock.now()) >= endsAt;

  async function keysInForce(): Promise<NonNullable<typeof keys>> {
    if (keys) return keys;
    let credential = await credentials.get('server-key', keyName);
    if (!credential) {
      await credentials.create(keyCredential(generateLedgerKey(), {}));
      credential = await credentials.get('server-key', keyName);
    }
    if (!credential) throw new Error('the credential store does not keep the ledger key');
    const { previous } = credential.details;
    keys = {
      current: ledgerSigner(credential.secret),
      previous: typeof previous === 'string' ? ledgerSigner(previous) : null,
    };
    return keys;
  }

  /** The old key is kept beside the new one, so that the endorsement is not lost by a crash in between. */
  async function rotateKey(): Promise<void> {
    await keysInForce();
    const credential = await credentials.get('server-key', keyName);
    if (!credential) throw new Error('the credential store does not keep the ledger key');
    await credentials.put(keyCredential(generateLedgerKey(), { previous: credential.secret }));
    keys = null;
    await sealNow();
  }

  async function handle(commandName: string, command: Parameters<typeof ledger.decide>[0]): Promise<void> {
    const context = { commandId: ids.from(`ledger/${commandName}`), actor: 'system:sealer' as const };
    const result = await commands.handle(ledgerStream, ledger, command, context);
    if (result.kind === 'refused')
      throw new Error(`the ledger refused: ${result.refusal.code} ${JSON.stringify(result.refusal.details)}`);
    if (result.kind === 'conflict') throw new Error('the ledger was being written by another process');
    state = (await commands.load(ledgerStream, ledger)).state;
  }

  /** The next seal over what lies beyond the last, null where that is nothing but seals. */
  async function nextSeal(by: LedgerSigner, end: number): Promise<Seal | null> {
    const after = state.last?.to ?? 0;
    const tree = new MerkleRoot(ledgerCrypto.sha256);
    let to = after;
    let facts = 0;
    const start = await positionOfPlace(events, after);
    reading: for await (const batch of events.readAll(start, { until: end })) {
      for (const event of batch) {
        if (excludes.includes(categoryOf(event.stream))) continue;
        tree.add(leafHash(ledgerCrypto.sha256, canonicalEvent(event)));
        to = placeOf(event);
        if (event.type !== 'LedgerSealed') facts++;
        if (tree.count >= maxEvents) break reading;
      }
      // A shorter seal of what was read is as good as any; nothing read is lost to the end of the process.
      if (outOfTime()) break;
    }
    // A seal is sealed with the next facts; a log at rest does not grow by seals of seals.
    if (facts === 0) return null;
    return signSeal(by, {
      after,
      to,
      count: tree.count,
      root: toHex(tree.root()),
      previous: state.last && sealHash(ledgerCrypto, state.last),
      excludes: [...excludes],
      sealedAt: clock.now(),
      keyId: by.keyId,
    });
  }

  async function sealAll(): Promise<number> {
    const { current: by, previous } = await keysInForce();
    state = (await commands.load(ledgerStream, ledger)).state;
    const end = await events.lastPosition();
    if (state.keyId !== by.keyId && end > 0) {
      const endorser = previous?.keyId === state.keyId ? previous : null;
      const name = `key/${state.seals}/${state.keyId}/${by.keyId}`;
      await handle(name, { type: 'IntroduceKey', key: introduceKey(by, endorser) });
    }
    let seals = 0;
    while (!outOfTime()) {
      const seal = await nextSeal(by, end);
      if (!seal) break;
      await handle(`seal/${seal.after}/${seal.keyId}`, { type: 'Seal', seal });
      seals++;
    }
    return seals;
  }

  /** One after the other; a failure is told and does not end the sealer. */
  function sealNow(): Promise<number> {
    const turn = working
      .catch(() => 0)
      .then(sealAll)
      .then(seals => {
        problem = null;
        sealedLast = Date.parse(clock.now());
        return seals;
      });
    working = turn;
    turn.catch((error: unknown) => {
      problem = (error as Error).message;
      onError?.(error);
    });
    return turn;
  }

  async function look(): Promise<void> {
    const open = (await events.lastPosition()) - (state.last?.to ?? 0);
    const due = Date.parse(clock.now()) - sealedLast >= intervalMs;
    if (open > 0 && (due || open >= threshold)) await sealNow();
  }

  function schedule(): void {
    timer = setTimeout(() => {
      look().then(schedule, (error: unknown) => {
        problem = (error as Error).message;
        if (timer) schedule();
      });
    }, lookEveryMs).unref();
  }

  return {
    sealNow,
    rotateKey,
    async start() {
      // A log that cannot be sealed now must not keep the server from starting; the health page says it.
      await sealNow().catch(() => 0);
      if (endsAt === null) schedule();
    },
    status: () => ({
      lastSealedPosition: state.last?.to ?? 0,
      lastSealedAt: state.last?.sealedAt ?? null,
      seals: state.seals,
      problem,
    }),
    async stop(withinMs = stopWithinMs) {
      endsAt = Date.parse(clock.now()) + withinMs;
      if (timer) clearTimeout(timer);
      timer = null;
      await (withinMs > 0 ? sealNow() : working).catch(() => 0);
    },
  };
}

function keyCredential(secret: string, details: Credential['details']): Credential {
  return { kind: 'server-key', id: keyName, secret, details, expiresAt: null };
}
