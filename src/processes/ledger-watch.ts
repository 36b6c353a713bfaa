import type { CommandHandler } from '../../domain/kernel/index.ts';
import { ledger, ledgerStream } from '../../domain/system/index.ts';
import type { SealerStatus } from './sealer.ts';

export interface LedgerWatch {
  start(): Promise<void>;
  status(): SealerStatus;
  stop(): void;
}

/** How far the log is sealed, where another server seals it: looked up every few seconds. */
export function watchLedger(commands: Pick<CommandHandler, 'load'>, everyMs = 5_000): LedgerWatch {
  let status: SealerStatus = { lastSealedPosition: 0, lastSealedAt: null, seals: 0, problem: null };
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const { state } = await commands.load(ledgerStream, ledger);
      const { last, seals } = state;
      status = {
        lastSealedPosition: last?.to ?? 0,
        lastSealedAt: last?.sealedAt ?? null,
        seals,
        problem: null,
      };
    } catch (error) {
      status = { ...status, problem: (error as Error).message };
    }
  }

  return {
    async start() {
      timer ??= setInterval(() => void look(), everyMs).unref();
      await look();
    },
    status: () => status,
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
