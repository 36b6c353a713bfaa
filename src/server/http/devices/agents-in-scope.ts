import type { ScopedReads } from '../../../../projections/kernel/index.ts';

const TOGETHER = 1_000;

/** Of some agents those that report a device in scope; for unrestricted accounts all. */
export async function agentsInScope(
  reads: ScopedReads,
  agents: readonly string[],
): Promise<ReadonlySet<string>> {
  if (reads.scope === null) return new Set(agents);
  const inScope = new Set<string>();
  for (let at = 0; at < agents.length; at += TOGETHER) {
    const filter = { op: 'in', column: 'agentId', values: agents.slice(at, at + TOGETHER) } as const;
    for (let cursor: string | null | undefined; cursor !== null;) {
      const more = cursor === undefined ? {} : { cursor };
      const page = await reads.find('devices.list', {
        filter,
        fields: ['agentId'],
        limit: TOGETHER,
        total: false,
        ...more,
      });
      for (const { columns } of page.items) inScope.add(String(columns.agentId));
      cursor = page.next;
    }
  }
  return inScope;
}
