import { printFilterText } from '../../../projections/kernel/filter-text.ts';
import type { Search } from '../search.ts';

// As little as a link needs: other pages load it with their first script.
const types = { columns: { device: { type: 'text' }, user: { type: 'text' } } } as const;

/** The records of one computer. */
export const recordsOfDevice = (device: string): Search => ({
  f: printFilterText({ op: 'eq', column: 'device', value: device }, types),
});

/** The records of one user. */
export const recordsOfUser = (user: string): Search => ({
  f: printFilterText({ op: 'eq', column: 'user', value: user }, types),
});

/** One record among those of its computer; its id begins with its day. */
export const recordOfDevice = (device: string, record: string): Search => ({
  ...recordsOfDevice(device),
  day: record.slice(0, 10),
  sel: record,
});
