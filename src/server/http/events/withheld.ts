import { caseStream } from '../../../../domain/operation-logs/index.ts';
import type { StoredEvent } from '../../../../domain/kernel/index.ts';
import type { Principal } from '../../auth/principal.ts';
import type { EventRow } from '../../contract.ts';
import type { ServerContext } from '../kernel/context.ts';
import { toEventRow } from './schemas.ts';

type Cases = Pick<ServerContext, 'operationLogs'>;

/** Whether a caller may know what an event says: what is in a case is for its members, in the log too. */
export async function mayKnow(
  { operationLogs }: Cases,
  principal: Principal,
  event: StoredEvent,
): Promise<boolean> {
  const of = caseOf(event);
  return of === null || operationLogs.cases.has(principal, of);
}

/** Events as rows; of those that the caller may not know there is everything but the data. */
export async function rowsFor(
  context: Cases,
  principal: Principal,
  events: readonly StoredEvent[],
): Promise<EventRow[]> {
  const rows: EventRow[] = [];
  for (const event of events) {
    const row = toEventRow(event);
    rows.push((await mayKnow(context, principal, event)) ? row : { ...row, data: null, withheld: true });
  }
  return rows;
}

const prefix = caseStream('');

/** Id of the case that an event tells of; null: of none. */
function caseOf({ stream, type, data }: StoredEvent): string | null {
  if (stream.startsWith(prefix)) return stream.slice(prefix.length);
  return type === 'LegalHoldSet' ? (data as { readonly caseId: string }).caseId : null;
}
