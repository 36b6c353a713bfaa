import { generateLedgerKey, ledgerSigner } from '../../adapters/platform/index.ts';
import {
  type AgentOrder,
  type CommandKey,
  type CommandStatement,
  commandText,
  type SettingsStatement,
  settingsText,
  type SignedSettings,
  type SignedCommand,
} from '../../domain/agents/index.ts';

export interface CommandSigner {
  readonly key: CommandKey;
  sign(statement: Omit<CommandStatement, 'keyId'>): SignedCommand;
  signSettings(statement: Omit<SettingsStatement, 'keyId'>): SignedSettings;
}

/** A server's command key. */
export function commandSigner(): CommandSigner {
  const signer = ledgerSigner(generateLedgerKey());
  const { keyId, publicKey } = signer;
  return {
    key: { keyId, publicKey },
    sign(statement) {
      const whole = { ...statement, keyId };
      return { ...whole, signature: signer.sign(commandText(whole)) };
    },
    signSettings(statement) {
      const whole = { ...statement, keyId };
      return { ...whole, signature: signer.sign(settingsText(whole)) };
    },
  };
}

export const anAgent = '5f0c9c1e-4a52-4c5e-9b7d-2f3c8f1a6e10';

/** For `anAgent`, issued at nine and good for an hour. */
export function statementOf(
  sequence: number,
  order: AgentOrder = { kind: 'inventory' },
  agentId = anAgent,
): Omit<CommandStatement, 'keyId'> {
  const issuedAt = '2026-11-30T09:00:00.000Z';
  return { agentId, sequence, issuedAt, expiresAt: '2026-11-30T10:00:00.000Z', order };
}
