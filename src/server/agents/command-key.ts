import { generateLedgerKey, ledgerSigner } from '../../../adapters/platform/index.ts';
import {
  type CommandKey,
  type CommandStatement,
  commandText,
  type OfflineDefinitions,
  type OfflineDefinitionsStatement,
  offlineDefinitionsText,
  type OfflineTool,
  type OfflineToolStatement,
  offlineToolText,
  type SettingsStatement,
  settingsText,
  type SignedCommand,
  type SignedSettings,
} from '../../../domain/agents/index.ts';
import type { CredentialStore } from '../../../domain/kernel/index.ts';
import type { LedgerSigner } from '../../../domain/system/index.ts';

const keyName = 'agent-commands';

/**
 * The Ed25519 key that agents know their server's commands by, one for all servers on the same stores. It is made
 * at the first enrolment; agents that enrolled before it was lost refuse what a new one signs, and enrol anew.
 */
export class CommandKeys {
  readonly #credentials: Pick<CredentialStore, 'get' | 'create'>;
  #signer: Promise<LedgerSigner> | undefined;

  constructor(credentials: Pick<CredentialStore, 'get' | 'create'>) {
    this.#credentials = credentials;
  }

  async publicKey(): Promise<CommandKey> {
    const { keyId, publicKey } = await this.#load();
    return { keyId, publicKey };
  }

  async command(statement: Omit<CommandStatement, 'keyId'>): Promise<SignedCommand> {
    const signer = await this.#load();
    const whole = { ...statement, keyId: signer.keyId };
    return { ...whole, signature: signer.sign(commandText(whole)) };
  }

  async settings(statement: Omit<SettingsStatement, 'keyId'>): Promise<SignedSettings> {
    const signer = await this.#load();
    const whole = { ...statement, keyId: signer.keyId };
    return { ...whole, signature: signer.sign(settingsText(whole)) };
  }

  async offlineTool(statement: Omit<OfflineToolStatement, 'commandKey'>): Promise<OfflineTool> {
    const { keyId, publicKey, sign } = await this.#load();
    const whole = { ...statement, commandKey: { keyId, publicKey } };
    return { ...whole, signature: sign(offlineToolText(whole)) };
  }

  async offlineDefinitions(statement: OfflineDefinitionsStatement): Promise<OfflineDefinitions> {
    const { sign } = await this.#load();
    return { ...statement, signature: sign(offlineDefinitionsText(statement)) };
  }

  async #load(): Promise<LedgerSigner> {
    this.#signer ??= this.#read();
    try {
      return await this.#signer;
    } catch (error) {
      // A store that was away is asked again.
      this.#signer = undefined;
      throw error;
    }
  }

  /** Whoever comes second takes the first one's. */
  async #read(): Promise<LedgerSigner> {
    const known = await this.#credentials.get('server-key', keyName);
    if (known) return ledgerSigner(known.secret);
    const secret = generateLedgerKey();
    await this.#credentials.create({ kind: 'server-key', id: keyName, secret, details: {}, expiresAt: null });
    const kept = await this.#credentials.get('server-key', keyName);
    return ledgerSigner(kept?.secret ?? secret);
  }
}
