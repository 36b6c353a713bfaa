import {
  Activity,
  Boxes,
  ChartColumn,
  House,
  MonitorSmartphone,
  Package,
  ScrollText,
  Send,
  Settings,
  ShieldCheck,
  SquareStack,
  type LucideIcon,
} from 'lucide-react';
import type { Permission } from '../api/session.ts';

export type ModuleKey =
  | 'home'
  | 'devices'
  | 'software'
  | 'assets'
  | 'security'
  | 'operations'
  | 'distribution'
  | 'reports'
  | 'events'
  | 'health'
  | 'settings';
export type PlannedKey = 'assets' | 'security' | 'operations' | 'distribution' | 'reports' | 'settings';

export interface Module {
  readonly key: ModuleKey;
  readonly icon: LucideIcon;
  readonly path: '/' | '/devices' | '/software' | '/events' | '/health' | `/${PlannedKey}`;
  /** Second key after G. */
  readonly go?: string;
  readonly permission?: Permission;
}

/** The rail, from top to foot. A module that is not there yet has a page that says what it will hold. */
export const modules: readonly Module[] = [
  { key: 'home', icon: House, path: '/', go: 'h' },
  { key: 'devices', icon: MonitorSmartphone, path: '/devices', go: 'd', permission: 'devices.read' },
  { key: 'software', icon: Package, path: '/software', go: 's', permission: 'software.read' },
  { key: 'assets', icon: Boxes, path: '/assets' },
  { key: 'security', icon: ShieldCheck, path: '/security' },
  { key: 'operations', icon: ScrollText, path: '/operations', go: 'l' },
  { key: 'distribution', icon: Send, path: '/distribution' },
  { key: 'reports', icon: ChartColumn, path: '/reports', go: 'r' },
];

export const footModules: readonly Module[] = [
  { key: 'events', icon: SquareStack, path: '/events', go: 'e', permission: 'events.read' },
  { key: 'health', icon: Activity, path: '/health', go: 'm', permission: 'system.read' },
  { key: 'settings', icon: Settings, path: '/settings' },
];
