import { z } from 'zod';
import { accept, defineEvent } from '../kernel/index.ts';
import type { Decider, EventsOf } from '../kernel/index.ts';
import { ConfigurationId, ConfigurationName } from './configuration-events.ts';

/** Streams `settings-<device id>`: what the agent of a device has taken over. */
export const appliedEvents = {
  /** Information 6 of the event list: an agent works by its configuration from now on. */
  AgentConfigurationApplied: defineEvent(
    'AgentConfigurationApplied',
    1,
    z.strictObject({
      number: z.literal(6),
      severity: z.literal('information'),
      deviceId: z.string().min(1).max(100),
      configuration: ConfigurationId,
      name: ConfigurationName,
      version: z.int().min(1),
    }),
  ),
} as const;
export type AppliedEvent = EventsOf<typeof appliedEvents>;

export const appliedStream = (deviceId: string): string => `settings-${deviceId}`;

export interface AppliedSettings {
  /** Null: the agent has taken none over yet. */
  readonly configuration: string | null;
  readonly version: number;
}

/** An agent says so each time it starts; only what is new is recorded. */
export const appliedSettings: Decider<
  AppliedSettings,
  {
    readonly type: 'NoteApplied';
    readonly deviceId: string;
    readonly configuration: string;
    readonly name: string;
    readonly version: number;
  },
  AppliedEvent
> = {
  name: 'applied-settings',
  stateVersion: 1,
  initial: { configuration: null, version: 0 },
  decide({ deviceId, configuration, name, version }, state) {
    if (state.configuration === configuration && state.version === version) return accept();
    return accept({
      type: 'AgentConfigurationApplied',
      data: { number: 6, severity: 'information', deviceId, configuration, name, version },
    });
  },
  evolve: (_state, { data: { configuration, version } }) => ({ configuration, version }),
};
