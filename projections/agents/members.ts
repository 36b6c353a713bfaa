import { addressText, parseNetwork } from '../../domain/agents/index.ts';
import type { GroupTarget } from '../../domain/agents/index.ts';
import type { Filter } from '../kernel/index.ts';

/** Filters of shared views by id. A view that is not shared any more has none, and nobody belongs to it. */
export type ViewFilters = ReadonlyMap<string, Filter>;

export const nobody: Filter = { op: 'or', filters: [] };

/** Who belongs to a group, as a filter over the devices. */
export function membersOf(group: GroupTarget, views: ViewFilters): Filter {
  switch (group.kind) {
    case 'view':
      return views.get(group.view) ?? nobody;
    case 'department':
    case 'location':
      return { op: 'under', column: group.kind, path: group.path };
    case 'network':
      return inNetwork(group.network);
    case 'deviceType':
      return { op: 'eq', column: 'deviceType', value: group.deviceType };
  }
}

/**
 * Devices whose first IPv4 address is in the network. Addresses are texts: what the network says of whole octets is
 * what they begin with, and the octet it cuts through can have 128 values at most.
 */
function inNetwork(text: string): Filter {
  const network = parseNetwork(text);
  if (!network) return nobody;
  const { address, bits } = network;
  const column = 'ipAddress';
  if (bits > 24) {
    const values = Array.from({ length: 2 ** (32 - bits) }, (_, index) => addressText(address + index));
    return { op: 'in', column, values };
  }
  const octets = Math.ceil(bits / 8);
  const starts = Array.from({ length: 2 ** (octets * 8 - bits) }, (_, index) => {
    const first = address + index * 2 ** (32 - octets * 8);
    return `${addressText(first).split('.').slice(0, octets).join('.')}.`;
  });
  return { op: 'or', filters: starts.map(value => ({ op: 'prefix', column, value })) };
}
