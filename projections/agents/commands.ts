import type { AgentCommandEvent, AgentOrder } from '../../domain/agents/index.ts';
import type { Actor, StoredEvent } from '../../domain/kernel/index.ts';

/** A command to an agent, as an administrator sees it. Times are RFC 3339. */
export interface AgentCommandRow {
  readonly agentId: string;
  readonly sequence: number;
  readonly kind: AgentOrder['kind'];
  /** Of a message. */
  readonly text: string | null;
  /** Of an update: the version it leads to. */
  readonly version: string | null;
  /** `sent`: the agent has not said yet how it went. `refused`: it did not believe it, or would not do it. */
  readonly state: 'sent' | 'done' | 'failed' | 'refused' | 'expired';
  readonly issuedAt: string;
  readonly issuedBy: Actor;
  readonly reason: string | null;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  /** Why it failed or was refused, as the agent says. */
  readonly code: string | null;
  readonly detail: string | null;
}

/** The commands that these events of one agent tell of, newest first, as they stood at `now`. */
export function agentCommandRows(events: readonly StoredEvent[], now: string): readonly AgentCommandRow[] {
  const rows = new Map<number, AgentCommandRow>();
  for (const stored of events) {
    const event = stored as StoredEvent & AgentCommandEvent;
    if (event.type === 'AgentCommandIssued') {
      const row = issued(event);
      rows.set(row.sequence, row);
      continue;
    }
    const row = rows.get(event.data.sequence);
    if (row) rows.set(row.sequence, ended(row, event));
  }
  // Nobody need have noticed yet that its time is over.
  return [...rows.values()].reverse().map(row => (isOver(row, now) ? over(row) : row));
}

function issued({
  at,
  actor,
  data,
}: StoredEvent & Extract<AgentCommandEvent, { type: 'AgentCommandIssued' }>): AgentCommandRow {
  const { agentId, sequence, expiresAt, order } = data.command;
  return {
    agentId,
    sequence,
    kind: order.kind,
    text: order.kind === 'message' ? order.text : null,
    version: order.kind === 'update' ? order.package.version : null,
    state: 'sent',
    issuedAt: at,
    issuedBy: actor,
    reason: data.reason ?? null,
    expiresAt,
    endedAt: null,
    code: null,
    detail: null,
  };
}

function ended(
  row: AgentCommandRow,
  event: StoredEvent & Exclude<AgentCommandEvent, { type: 'AgentCommandIssued' }>,
): AgentCommandRow {
  switch (event.type) {
    case 'AgentCommandCompleted':
      return { ...row, state: 'done', endedAt: event.at };
    case 'AgentCommandFailed': {
      const { outcome, code, detail } = event.data;
      return { ...row, state: outcome, endedAt: event.at, code, detail };
    }
    case 'AgentCommandExpired':
      return over(row);
    // Said beside the end of the command, of its device.
    case 'AgentUpdated':
    case 'AgentUpdateFailed':
      return row;
  }
}

const isOver = ({ state, expiresAt }: AgentCommandRow, now: string): boolean =>
  state === 'sent' && Date.parse(expiresAt) <= Date.parse(now);

const over = (row: AgentCommandRow): AgentCommandRow => ({
  ...row,
  state: 'expired',
  endedAt: row.expiresAt,
});
