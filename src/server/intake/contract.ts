import type { Logger } from 'pino';
import type { Coding } from '../../../adapters/inventory/index.ts';
import type { BodyStore, CredentialStore, EventStore, Whiteboard } from '../../../domain/kernel/index.ts';
import type { PresenceStore } from '../../../projections/kernel/index.ts';
import type { DeviceLicences } from '../licensing/device-licences.ts';
import type { Installation } from '../installation.ts';
import type { Peers } from '../peers.ts';
import type { EnrolmentPorts } from './enrolment-service.ts';

/** Hours between reports that agents are told, and after which silence is noticed. */
export const reportEveryHours = 24;

export interface IntakePorts extends EnrolmentPorts {
  readonly log: Logger;
  readonly events: Pick<EventStore, 'subscribe' | 'lastPosition' | 'readAll' | 'readStream'>;
  readonly bodies: Pick<BodyStore, 'hashOf' | 'put' | 'get'>;
  readonly credentials: CredentialStore;
  readonly presence: Pick<PresenceStore, 'touch' | 'get'>;
  readonly whiteboard: Whiteboard;
  readonly peers: Pick<Peers, 'server' | 'isAlive'>;
  readonly installation: Pick<Installation, 'id'>;
  /** Null: any number of devices may be managed. */
  readonly licences: Pick<DeviceLicences, 'take' | 'settle'> | null;
}

/** A message as it came over the wire, its sender not yet believed. */
export interface IncomingBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly userAgent: string | undefined;
  /** `GLPI-Agent-ID`, already known to be printable and short. */
  readonly agentId: string | undefined;
  readonly address: string;
  /** It waited on the agent's disk: its facts are as old as it says. */
  readonly delayed: boolean;
  /** Whether the sender stopped waiting before it was answered: it will report again, or has already. */
  readonly hungUp: () => boolean;
}

/** Refusals by code; texts are ours and safe to answer. */
export interface IntakeRefusal {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 403 | 413 | 429 | 500 | 501 | 503;
  readonly code: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

export interface IntakeReply {
  readonly kind: 'answered';
  /** What the message was; the routes word the answer in the agent's dialect. */
  readonly to: 'prolog' | 'contact' | 'inventory' | 'get-params';
  readonly changed: boolean;
  readonly position: number | null;
}

export interface IntakeAnswer {
  readonly outcome: IntakeReply | IntakeRefusal;
  /** Null where the body could not be read. */
  readonly format: 'json' | 'xml' | null;
  readonly coding: Coding;
}

/** An inventory that a person handed in. */
export type ImportResult =
  | {
      readonly kind: 'imported';
      readonly deviceId: string;
      readonly outcome: 'registered' | 'changed' | 'unchanged';
      readonly position: number;
    }
  | IntakeRefusal;
