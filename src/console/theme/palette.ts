/**
 * Every colour of the console. Ant Design's tokens and the variables of our own style sheet are both made
 * from these objects, so that the two cannot drift apart.
 */
export interface Palette {
  readonly canvas: string;
  readonly surface: string;
  readonly raised: string;
  readonly sunken: string;
  readonly hover: string;
  readonly selected: string;
  readonly line: string;
  readonly line2: string;
  readonly control: string;
  readonly text: string;
  readonly text2: string;
  readonly text3: string;
  readonly accent: string;
  readonly accentHover: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  readonly critical: string;
  readonly criticalSoft: string;
  readonly important: string;
  readonly importantSoft: string;
  readonly warning: string;
  readonly warningSoft: string;
  readonly safe: string;
  readonly safeSoft: string;
  readonly info: string;
  readonly infoSoft: string;
  readonly unknown: string;
  readonly unknownSoft: string;
  readonly past: string;
  readonly pastSoft: string;
  readonly pastLine: string;
  readonly rail: string;
  readonly railText: string;
  readonly railSelected: string;
  readonly railPast: string;
  readonly railPastSelected: string;
  readonly spotlight: string;
  readonly shadowPopover: string;
  readonly shadowBar: string;
  readonly shadowPalette: string;
}

export const light: Palette = {
  canvas: '#F5F7F8',
  surface: '#FFFFFF',
  raised: '#FFFFFF',
  sunken: '#EDF0F2',
  hover: '#F0F4F5',
  selected: '#E2F2F4',
  line: '#E4E8EA',
  line2: '#D3D9DC',
  control: '#86929A',
  text: '#12191D',
  text2: '#46525A',
  text3: '#5C6870',
  accent: '#006B7A',
  accentHover: '#00545F',
  accentSoft: '#D9EEF1',
  onAccent: '#FFFFFF',
  critical: '#B3202B',
  criticalSoft: '#FCEBEC',
  important: '#A84300',
  importantSoft: '#FDEEE3',
  warning: '#7F5A00',
  warningSoft: '#FAF1D8',
  safe: '#17693A',
  safeSoft: '#E4F3E9',
  info: '#2257B5',
  infoSoft: '#E8EFFB',
  unknown: '#57636B',
  unknownSoft: '#EEF1F3',
  past: '#5A35B0',
  pastSoft: '#EFEAFB',
  pastLine: '#CFC2F0',
  rail: '#0C2A30',
  railText: '#B4CBD0',
  railSelected: '#17434B',
  railPast: '#2B1D55',
  railPastSelected: '#43308A',
  spotlight: '#12191D',
  shadowPopover: '0 4px 16px rgb(9 20 25 / 14%), 0 0 0 1px rgb(9 20 25 / 8%)',
  shadowBar: '0 8px 28px rgb(9 20 25 / 18%), 0 0 0 1px rgb(9 20 25 / 8%)',
  shadowPalette: '0 24px 64px rgb(9 20 25 / 32%), 0 0 0 1px rgb(9 20 25 / 8%)',
};

export const dark: Palette = {
  canvas: '#0B0F11',
  surface: '#12171A',
  raised: '#1A2024',
  sunken: '#080B0D',
  hover: '#1A2125',
  selected: '#0E2C31',
  line: '#20282C',
  line2: '#2E383D',
  control: '#68757D',
  text: '#E8EDEF',
  text2: '#A9B5BB',
  text3: '#8B979E',
  accent: '#43C3D3',
  accentHover: '#6DD4E1',
  accentSoft: '#123A40',
  onAccent: '#03181B',
  critical: '#FF8080',
  criticalSoft: '#331719',
  important: '#FF9C61',
  importantSoft: '#301E12',
  warning: '#E2B33F',
  warningSoft: '#2B240F',
  safe: '#5AC687',
  safeSoft: '#10281A',
  info: '#7EB0FF',
  infoSoft: '#14233A',
  unknown: '#98A4AB',
  unknownSoft: '#1D2428',
  past: '#B7A0FF',
  pastSoft: '#1F1838',
  pastLine: '#43357A',
  rail: '#070C0E',
  railText: '#8FA3A9',
  railSelected: '#12343A',
  railPast: '#150E2B',
  railPastSelected: '#35266B',
  spotlight: '#2E383D',
  shadowPopover: '0 4px 16px rgb(0 0 0 / 50%), 0 0 0 1px #2E383D',
  shadowBar: '0 8px 28px rgb(0 0 0 / 56%), 0 0 0 1px #2E383D',
  shadowPalette: '0 24px 64px rgb(0 0 0 / 70%), 0 0 0 1px #2E383D',
};

/** Categories, never statuses, in this order. */
export const series = {
  light: ['#0B7C8C', '#B5781A', '#8A4B9E', '#5A6B77', '#C0543B', '#5A7D2B'],
  dark: ['#43C3D3', '#E2A94B', '#C58ADB', '#94A5B0', '#F08A70', '#9CC263'],
} as const;

export type Mode = 'light' | 'dark';
export type Density = 'compact' | 'comfortable';

/** In the past the accent of everything that acts on the date turns violet. */
export function paletteOf(mode: Mode, past: boolean): Palette {
  const base = mode === 'dark' ? dark : light;
  if (!past) return base;
  return {
    ...base,
    accent: base.past,
    accentHover: mode === 'dark' ? '#CDBDFF' : '#46278F',
    accentSoft: base.pastSoft,
    selected: base.pastSoft,
    onAccent: mode === 'dark' ? '#160B33' : '#FFFFFF',
    rail: base.railPast,
    railSelected: base.railPastSelected,
  };
}

export const sizes = {
  compact: { control: 28, controlSmall: 24, controlLarge: 36, row: 32, keyValue: 30, tree: 26 },
  comfortable: { control: 36, controlSmall: 28, controlLarge: 40, row: 40, keyValue: 34, tree: 32 },
} as const;
