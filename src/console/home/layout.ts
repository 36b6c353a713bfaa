import { usePreference } from '../shell/preferences.ts';

/** Panels that everybody has, in the order of the default. */
export const panelIds = [
  'fleet',
  'agents',
  'systems',
  'changes',
  'activity',
  'health',
  'newest',
  'warnings',
] as const;
export type PanelId = (typeof panelIds)[number];

export const panelWidths = ['third', 'half', 'full'] as const;
export type PanelWidth = (typeof panelWidths)[number];

/** A panel of Home where it stands: one that everybody has, or `view:ID`, a saved view of the devices. */
export interface PlacedPanel {
  readonly id: string;
  readonly width: PanelWidth;
}

/** What the form of arranging begins with where nothing was arranged; Home itself then has a layout of its own. */
export const defaultPanels: readonly PlacedPanel[] = [
  { id: 'fleet', width: 'third' },
  { id: 'agents', width: 'third' },
  { id: 'systems', width: 'third' },
  { id: 'changes', width: 'half' },
  { id: 'warnings', width: 'half' },
  { id: 'activity', width: 'half' },
  { id: 'health', width: 'half' },
  { id: 'newest', width: 'full' },
];

/** The panels as the person arranged them; undefined: the default. What was kept and is no panel is left out. */
export function useHomePanels(): readonly PlacedPanel[] | undefined {
  const kept = usePreference('home')?.panels;
  return kept?.filter(({ id, width }) => isPanel(id) && panelWidths.includes(width));
}

export function isPanel(id: string): boolean {
  return viewOf(id) !== undefined || panelIds.includes(id as PanelId);
}

/** The view a panel shows; undefined of any other panel. */
export function viewOf(id: string): string | undefined {
  return id.startsWith('view:') ? id.slice('view:'.length) : undefined;
}

/** Whether a person with these rights sees what the panel shows. */
export function mayPanel(
  id: string,
  may: (permission: 'system.read' | 'devices.read' | 'operations.read') => boolean,
): boolean {
  if (id === 'activity') return true;
  if (id === 'warnings') return may('operations.read');
  return may(id === 'health' ? 'system.read' : 'devices.read');
}
