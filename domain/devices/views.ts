import type { InventoryDifference, SectionDifference } from './compare.ts';
import type { DeviceEvent } from './events.ts';
import { singleFieldEvents } from './fields.ts';
import { plainRules } from './sections.ts';
import type { Item, ItemSection } from './sections.ts';
import type { DeviceState } from './state.ts';
import { canonical, foldedHash } from './text.ts';

/**
 * Two agents on one machine do not word everything alike: one names the release with the version, the other sees
 * fewer adapters. Each would undo what the other told, report after report. So for facts that another dialect has
 * changed, the device remembers what each dialect told of them before; a dialect that says the same again says
 * nothing new. With one dialect there is nothing to remember.
 */
export interface View {
  /** Hash of the fact as told; null: there was no such thing. */
  readonly told: number | null;
  /** RFC 3339. */
  readonly at: string;
  /** A person said otherwise: agents change it by telling something new, not by repeating themselves. */
  readonly held?: true;
}
/** By dialect, then by place of the fact. */
export type Views = Readonly<Record<string, Readonly<Record<string, View>>>>;

/**
 * After this a dialect that keeps saying otherwise is heard: a memory of an agent long gone must not silence a
 * fact that came back.
 */
const validMs = 30 * 86_400_000;
const mostPlaces = 2_000;

const hashOf = (value: unknown): number | null =>
  value === undefined ? null : foldedHash([canonical(value)]);
const placeOf = (section: ItemSection, item: Item, field = ''): string =>
  `${section}/${plainRules[section].key(item)}/${field}`;

/** The state's memory after an event: what the other dialects had told of the facts it changes. */
export function viewsAfter(state: DeviceState, event: DeviceEvent): Pick<DeviceState, 'dialects' | 'views'> {
  const dialect = 'source' in event.data ? event.data.source.dialect : undefined;
  if (dialect === undefined) return state;
  const dialects = state.dialects.includes(dialect) ? state.dialects : [...state.dialects, dialect];
  if (dialects.length === 1) return { dialects, views: state.views };
  const changes = changesOf(event);
  if (changes.length === 0) return { dialects, views: state.views };
  const { since } = event.data;
  const views: Record<string, Readonly<Record<string, View>>> = { ...state.views };
  for (const other of dialects) {
    const known: Record<string, View> = { ...views[other] };
    for (const [place, from] of changes) {
      if (other === dialect) delete known[place];
      else if (!isValid(known[place], since) && Object.keys(known).length < mostPlaces)
        known[place] = {
          told: hashOf(from),
          at: since,
          ...(dialect === 'person' && { held: true as const }),
        };
    }
    views[other] = known;
  }
  return { dialects, views };
}

function isValid(view: View | undefined, now: string): view is View {
  return view !== undefined && (view.held === true || Date.parse(now) - Date.parse(view.at) < validMs);
}

/** Places an event changes, each with the fact before; undefined: there was none. */
function changesOf(event: DeviceEvent): (readonly [place: string, from: unknown])[] {
  if (event.type in singleFieldEvents) {
    const type = event.type as keyof typeof singleFieldEvents;
    return [[singleFieldEvents[type], (event.data as { readonly from?: string }).from]];
  }
  if ('changes' in event.data)
    return Object.entries(event.data.changes).map(([path, change]) => [path, change?.from]);
  if (!('section' in event.data)) return [];
  const { section, items } = event.data as {
    readonly section: ItemSection;
    readonly items: readonly unknown[];
  };
  if (event.type.endsWith('Added'))
    return (items as readonly Item[]).map(item => [placeOf(section, item), undefined]);
  if (event.type.endsWith('Removed'))
    return (items as readonly Item[]).map(item => [placeOf(section, item), true]);
  return (items as readonly { readonly from: Item; readonly to: Item }[]).flatMap(({ from, to }) =>
    Object.keys(to)
      .filter(field => hashOf(from[field]) !== hashOf(to[field]))
      .map(field => [placeOf(section, from, field), from[field]] as const),
  );
}

/** The difference without what this dialect told before and another dialect has overruled since. */
export function withoutRepeats(
  difference: InventoryDifference,
  state: DeviceState,
  dialect: string,
  now: string,
): InventoryDifference {
  const views = Object.hasOwn(state.views, dialect) ? state.views[dialect] : undefined;
  if (!views) return difference;
  const repeats = (place: string, told: unknown) => {
    const view = Object.hasOwn(views, place) ? views[place] : undefined;
    return isValid(view, now) && view.told === hashOf(told);
  };
  return {
    ...difference,
    fields: difference.fields.filter(({ path, to }) => !repeats(path, to)),
    sections: difference.sections.flatMap(section => newsOf(section, repeats)),
  };
}

function newsOf(
  difference: SectionDifference,
  repeats: (place: string, told: unknown) => boolean,
): SectionDifference[] {
  const { section } = difference;
  const added = difference.added.filter(item => !repeats(placeOf(section, item), true));
  const removed = difference.removed.filter(item => !repeats(placeOf(section, item), undefined));
  const changed = difference.changed.flatMap(({ from, to }) => {
    const fields = Object.keys(to).filter(field => hashOf(from[field]) !== hashOf(to[field]));
    const news = fields.filter(field => !repeats(placeOf(section, from, field), to[field]));
    return news.length === 0
      ? []
      : [{ from, to: { ...from, ...Object.fromEntries(news.map(field => [field, to[field]])) } }];
  });
  return added.length || removed.length || changed.length ? [{ section, added, removed, changed }] : [];
}
