import {
  PastConditions,
  suspectDetails,
  type OperationDetail,
  type PastOutcome,
  type SuspicionConditions,
} from '../../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import type { JobControl } from '../jobs.ts';

/** The details that these conditions look at. */
function detailsOf({ mail, webFtp, externalDevice, printedPages }: SuspicionConditions): OperationDetail[] {
  return [
    ...(mail ? suspectDetails.mail : []),
    ...(webFtp ? suspectDetails['web-ftp'] : []),
    ...(externalDevice ? suspectDetails['external-device'] : []),
    ...(printedPages === null ? [] : (['print'] as const)),
  ];
}

/**
 * What conditions would have told of between two moments (milliseconds since the epoch, the second exclusive): the same
 * as where they had been set, and nothing is marked. `looked`: records of the kinds that they look at.
 */
export async function tryConditions(
  store: OperationStore,
  conditions: SuspicionConditions,
  { from, until }: { readonly from: number; readonly until: number },
  { signal, report }: JobControl,
): Promise<PastOutcome & { readonly looked: number }> {
  const past = new PastConditions(conditions);
  const details = detailsOf(conditions);
  let looked = 0;
  if (details.length === 0) return { ...past.outcome(), looked };
  const filter = { op: 'in', column: 'detail', values: details } as const;
  const total = await store.count({ from, until, filter });
  report(0, total);
  for await (const page of store.read({ from, until, filter }, signal)) {
    past.add(page);
    looked += page.length;
    report(looked, total);
  }
  return { ...past.outcome(), looked };
}
