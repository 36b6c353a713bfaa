import type { NavigateOptions } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { History, MapPin, MonitorSmartphone, Network, Package, User, type LucideIcon } from 'lucide-react';
import { columnWord } from '../devices/filter-words.ts';
import { valueWord } from '../devices/value-words.ts';
import type { Format } from '../parts/format.ts';

export interface SearchHit {
  readonly type: 'device' | 'software' | 'account' | 'department' | 'location';
  readonly id: string;
  readonly title: string;
  readonly column: string;
  readonly value: string | number | boolean | null;
  /** Null: it has the value now. */
  readonly held: {
    readonly from: { readonly at: string };
    readonly to: { readonly at: string } | null;
  } | null;
}

export interface PaletteItem {
  readonly key: string;
  readonly group: 'pages' | 'devices' | 'software' | 'former' | 'other' | 'commands';
  readonly icon: LucideIcon;
  readonly title: string;
  readonly note?: string;
  readonly keys?: string;
  readonly mono?: boolean;
  readonly to?: NavigateOptions;
  readonly run?: () => void;
}

const icons = {
  device: MonitorSmartphone,
  software: Package,
  account: User,
  department: Network,
  location: MapPin,
} as const;
const groups = {
  device: 'devices',
  software: 'software',
  account: 'other',
  department: 'other',
  location: 'other',
} as const;
const order = ['devices', 'software', 'former', 'other'] as const;

/** Hits under their kind, the former values in a group of their own, each saying what matched. */
export function itemsOfHits(
  hits: readonly SearchHit[],
  t: TFunction,
  format: Format,
): readonly PaletteItem[] {
  const items = hits.map((hit, index): PaletteItem => {
    const place = hit.type === 'department' || hit.type === 'location';
    const column = place ? t(`devices.columns.${hit.type}`) : columnWord(hit.column, t);
    const value = valueWord(hit.column, hit.value, t, format);
    const past = hit.held?.to;
    const note = past
      ? t('shell.palette.until', { column, value, when: format.date(past.at) })
      : hit.column === 'name' && hit.title === hit.value
        ? ''
        : t('shell.palette.hasNow', { column, value });
    return {
      key: `${hit.type}-${hit.id}-${hit.column}-${index}`,
      group: past ? 'former' : groups[hit.type],
      icon: past ? History : icons[hit.type],
      title: hit.title,
      note,
      mono: hit.type === 'device',
      to: targetOf(hit),
    };
  });
  return items.sort((a, b) => order.indexOf(a.group as 'devices') - order.indexOf(b.group as 'devices'));
}

function targetOf(hit: SearchHit): NavigateOptions {
  if (hit.type === 'software') return { to: '/software', search: { product: hit.id, q: hit.title } };
  if (hit.type === 'device')
    return { to: '/devices/$id', params: { id: hit.id }, search: hit.held?.to ? { tab: 'history' } : {} };
  if (hit.type === 'account') return { to: '/settings/accounts/$userId', params: { userId: hit.id } };
  return { to: '/settings/organization', search: { tab: hit.type } };
}
