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
import type { Me } from '../../server/contract.ts';
import type { Permission, Task } from '../../server/permissions.ts';

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
export type PlannedKey = 'assets' | 'security' | 'distribution' | 'reports' | 'settings';

export interface Module {
  readonly key: ModuleKey;
  readonly icon: LucideIcon;
  readonly path: '/' | '/devices' | '/software' | '/operations' | '/events' | '/health' | `/${PlannedKey}`;
  /** Second key after G. */
  readonly go?: string;
  readonly permission?: Permission;
  /** The task it belongs to; `all`: it shows facts of every task. */
  readonly task?: Task | 'all';
}

/** The rail, from top to foot. A module that is not there yet has a page that says what it will hold. */
export const modules: readonly Module[] = [
  { key: 'home', icon: House, path: '/', go: 'h' },
  {
    key: 'devices',
    icon: MonitorSmartphone,
    path: '/devices',
    go: 'd',
    permission: 'devices.read',
    task: 'devices',
  },
  {
    key: 'software',
    icon: Package,
    path: '/software',
    go: 's',
    permission: 'software.read',
    task: 'devices',
  },
  { key: 'assets', icon: Boxes, path: '/assets', task: 'assets' },
  { key: 'security', icon: ShieldCheck, path: '/security', task: 'security' },
  {
    key: 'operations',
    icon: ScrollText,
    path: '/operations',
    go: 'l',
    permission: 'operations.read',
    task: 'security',
  },
  { key: 'distribution', icon: Send, path: '/distribution', task: 'distribution' },
  { key: 'reports', icon: ChartColumn, path: '/reports', go: 'r' },
];

export const footModules: readonly Module[] = [
  { key: 'events', icon: SquareStack, path: '/events', go: 'e', permission: 'events.read', task: 'all' },
  { key: 'health', icon: Activity, path: '/health', go: 'm', permission: 'system.read' },
  { key: 'settings', icon: Settings, path: '/settings' },
];

const everyTask: readonly Task[] = ['security', 'assets', 'devices', 'distribution'];

/** Whether a module lies within the tasks of an account, whatever its roles let it do there. */
export function isWithinTasks({ tasks }: Pick<Me, 'tasks'>, { task }: Pick<Module, 'task'>): boolean {
  if (tasks === null || task === undefined) return true;
  return (task === 'all' ? everyTask : [task]).every(each => tasks.includes(each));
}

/** The module an address belongs to. */
export function moduleAt(path: string): Module | undefined {
  return [...modules, ...footModules].find(({ path: own }) => path === own || path.startsWith(`${own}/`));
}
