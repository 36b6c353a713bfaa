import { z } from 'zod';
import { AgentSettings, defaultAgentSettings } from '../../../domain/agents/index.ts';
import { readIfThere, writeWhole } from './files.ts';

const SentSection = z.object({
  /** SHA-256 of what counts as a change. */
  hash: z.string(),
  /** MiB free by mount point, as it was told last. */
  free: z.record(z.string(), z.number()).optional(),
});

/** A configuration, and how often it was edited. */
const Configuration = z.object({ id: z.string(), version: z.int() }).nullable().default(null);

const Memory = z.object({
  /** Sequence of the last command that was taken. */
  lastSequence: z.int().min(0),
  /** A command that was begun and not ended: the agent went down over it. */
  inProgress: z.int().nullable(),
  /** The server told it to uninstall itself. */
  toldToGo: z.boolean().default(false),
  settings: AgentSettings,
  /** When the server issued them; null: the defaults. */
  settingsSince: z.string().nullable(),
  /** Of which configuration they are; null: the defaults, or a server's that said nothing of it. */
  configuration: Configuration,
  /** The one the server was told of last. */
  configurationTold: Configuration,
  /** Version of the agent that told what follows; null: before it was noted. */
  toldBy: z.string().nullable().default(null),
  /** What the computer was called when the server was told last; null: before it was noted. */
  computer: z.string().nullable().default(null),
  /** By section of the inventory, what the server was told last. */
  sent: z.record(z.string(), SentSection),
  lastContactAt: z.string().nullable(),
  lastInventoryAt: z.string().nullable(),
  /** Why the last attempt to reach the server failed; null after one that did not. */
  problem: z.string().nullable(),
});
export type Memory = z.infer<typeof Memory>;
export type SentSections = Memory['sent'];

export const emptyMemory: Memory = {
  lastSequence: 0,
  inProgress: null,
  toldToGo: false,
  settings: defaultAgentSettings,
  settingsSince: null,
  configuration: null,
  configurationTold: null,
  toldBy: null,
  computer: null,
  sent: {},
  lastContactAt: null,
  lastInventoryAt: null,
  problem: null,
};

/** What the agent knows beyond who it is. Losing it costs a whole inventory and nothing else. */
export class MemoryFile {
  readonly #path: string;
  #value: Memory;

  constructor(path: string) {
    this.#path = path;
    this.#value = read(path);
  }

  get value(): Memory {
    return this.#value;
  }

  /** On disk when it returns: a command is marked as taken before it is done. */
  change(part: Partial<Memory>): void {
    this.#value = { ...this.#value, ...part };
    writeWhole(this.#path, JSON.stringify(this.#value));
  }
}

function read(path: string): Memory {
  const text = readIfThere(path);
  if (text === undefined) return emptyMemory;
  try {
    return Memory.parse(JSON.parse(text));
  } catch {
    // Commands that wait are then taken anew; those that have an end the server does not tell again.
    return emptyMemory;
  }
}
