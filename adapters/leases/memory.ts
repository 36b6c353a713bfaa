import type { LeaseRow, LeaseTable } from './table.ts';

export function memoryLeaseTable(): LeaseTable {
  const rows = new Map<string, LeaseRow>();
  const inForce = (name: string, token: number): LeaseRow | undefined => {
    const row = rows.get(name);
    return row?.token === token && row.server !== null ? row : undefined;
  };
  return {
    async read(name) {
      return rows.get(name);
    },
    async take(name, seen, server) {
      const row = rows.get(name);
      if (row?.token !== seen?.token || row?.beats !== seen?.beats || row?.server !== seen?.server)
        return null;
      const token = (row?.token ?? 0) + 1;
      rows.set(name, { server, token, beats: 0 });
      return token;
    },
    async beat(name, token) {
      const row = inForce(name, token);
      if (row) rows.set(name, { ...row, beats: row.beats + 1 });
      return row !== undefined;
    },
    async release(name, token) {
      const row = inForce(name, token);
      if (row) rows.set(name, { ...row, server: null });
    },
  };
}
