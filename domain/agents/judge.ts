import type { LedgerCrypto } from '../system/index.ts';
import {
  type CommandKey,
  commandText,
  SignedCommand,
  SignedSettings,
  settingsText,
  type SettingsStatement,
} from './signed.ts';

/** Why an agent does not do what it was told. */
export const commandFaults = [
  /** It does not have the form of a command. */
  'MALFORMED',
  /** Not signed with the key that the agent has known since its enrolment. */
  'FORGED',
  /** Meant for another agent. */
  'FOREIGN',
  /** It was done, or refused, before. */
  'REPLAYED',
  /** A later command was taken already. */
  'REORDERED',
  'EXPIRED',
] as const;
export type CommandFault = (typeof commandFaults)[number];

/** What an agent knows when a command reaches it. */
export interface CommandReader {
  readonly agentId: string;
  readonly key: CommandKey;
  /** Sequence of the last command it took; 0 before the first. */
  readonly last: number;
  /** RFC 3339, by the computer's clock. */
  readonly now: string;
  readonly verify: LedgerCrypto['verify'];
}

export type Judged =
  | { readonly kind: 'good'; readonly command: SignedCommand }
  | { readonly kind: 'refused'; readonly fault: CommandFault; readonly sequence: number | null };

/** Whether an agent does what somebody says that its server said. Nothing is believed of it before its signature. */
export function judgeCommand(told: unknown, reader: CommandReader): Judged {
  const parsed = SignedCommand.safeParse(told);
  if (!parsed.success) return { kind: 'refused', fault: 'MALFORMED', sequence: sequenceIn(told) };
  const command = parsed.data;
  const fault = faultOf(command, reader);
  if (fault) return { kind: 'refused', fault, sequence: command.sequence };
  return { kind: 'good', command };
}

function faultOf(command: SignedCommand, reader: CommandReader): CommandFault | undefined {
  const { key, last } = reader;
  if (command.keyId !== key.keyId) return 'FORGED';
  if (!reader.verify(key.publicKey, commandText(command), command.signature)) return 'FORGED';
  if (command.agentId !== reader.agentId) return 'FOREIGN';
  if (command.sequence === last) return 'REPLAYED';
  if (command.sequence < last) return 'REORDERED';
  return Date.parse(command.expiresAt) <= Date.parse(reader.now) ? 'EXPIRED' : undefined;
}

function sequenceIn(told: unknown): number | null {
  const sequence = (told as { readonly sequence?: unknown } | null | undefined)?.sequence;
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : null;
}

/** The settings, where they are the server's own, for this agent and newer than `knownSince` (RFC 3339). */
export function judgeSettings(
  told: unknown,
  reader: Pick<CommandReader, 'agentId' | 'key' | 'verify'>,
  knownSince: string | null,
): SettingsStatement | CommandFault {
  const parsed = SignedSettings.safeParse(told);
  if (!parsed.success) return 'MALFORMED';
  const { agentId, key, verify } = reader;
  const statement = parsed.data;
  if (statement.keyId !== key.keyId || !verify(key.publicKey, settingsText(statement), statement.signature))
    return 'FORGED';
  if (statement.agentId !== agentId) return 'FOREIGN';
  if (knownSince !== null && Date.parse(statement.issuedAt) < Date.parse(knownSince)) return 'REORDERED';
  return statement;
}
