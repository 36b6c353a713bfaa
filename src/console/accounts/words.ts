import type { TFunction } from 'i18next';
import type { Role, Task } from '../api/session.ts';

export const roles: readonly Role[] = ['administrator', 'user-manager', 'viewer', 'auditor'];
export const tasks: readonly Task[] = ['security', 'assets', 'devices', 'distribution'];

export function roleWords(names: readonly string[], t: TFunction): string {
  const words = roles.filter(role => names.includes(role)).map(role => t(`accounts.roles.${role}`));
  return words.length > 0 ? words.join(t('accounts.comma')) : t('accounts.noRole');
}

/** Null: all tasks. */
export function taskWords(names: readonly string[] | null, t: TFunction): string {
  if (names === null) return t('accounts.allTasks');
  return tasks
    .filter(task => names.includes(task))
    .map(task => t(`accounts.tasks.${task}`))
    .join(t('accounts.comma'));
}

/** Null: all departments. */
export function scopeWords(paths: readonly string[] | null, t: TFunction): string {
  return paths === null ? t('accounts.allDepartments') : paths.join(t('accounts.comma'));
}

/** The list keeps several words of a column in one text. */
export function namesIn(value: unknown): readonly string[] | null {
  return typeof value === 'string' ? value.split(' ').filter(Boolean) : null;
}
