import { z } from 'zod';
import { ConfigurationId } from './configuration-events.ts';
import { AgentOrder } from './orders.ts';
import { AgentSettings } from './settings.ts';
import { hash, signature, signedText } from './signed-parts.ts';

export { CommandKey } from './signed-parts.ts';

const agentId = z.string().min(1).max(255);
const time = z.iso.datetime();

/** What the signature of a command covers. */
export const CommandStatement = z.strictObject({
  /** The one agent it is for. */
  agentId,
  /** 1 for an agent's first command; each later one is greater. */
  sequence: z.int().min(1),
  issuedAt: time,
  /** From then on the agent refuses it. */
  expiresAt: time,
  order: AgentOrder,
  /** The server's command key: SHA-256 of its public half. */
  keyId: hash,
});
export type CommandStatement = z.infer<typeof CommandStatement>;

export const SignedCommand = CommandStatement.extend({ signature });
export type SignedCommand = z.infer<typeof SignedCommand>;

export const SettingsStatement = z.strictObject({
  agentId,
  /** The agent takes no settings that are older than those it has. */
  issuedAt: time,
  settings: AgentSettings,
  /** Whose settings they are, and how often they were edited: an agent says so once it works by them. */
  configuration: ConfigurationId,
  version: z.int().min(1),
  keyId: hash,
});
export type SettingsStatement = z.infer<typeof SettingsStatement>;

export const SignedSettings = SettingsStatement.extend({ signature });
export type SignedSettings = z.infer<typeof SignedSettings>;

export const EnrolmentClaim = z.strictObject({
  /** The host ID the agent made. */
  agentId: z.uuid(),
  /** Ed25519, SPKI DER in base64. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{1,196}={0,2}$/),
});
export type EnrolmentClaim = z.infer<typeof EnrolmentClaim>;

export const commandText = signedText('agent command', CommandStatement);
export const settingsText = signedText('agent settings', SettingsStatement);
export const enrolmentText = signedText('agent enrolment', EnrolmentClaim);
