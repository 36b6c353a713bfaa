import type { TFunction } from 'i18next';
import type { Hold } from './queries.ts';

/** Which days, and of whom. */
export function holdWord({ from, until, devices, users, member }: Hold, t: TFunction): string {
  const days = until === null ? t('cases.holds.since', { from }) : t('cases.holds.span', { from, until });
  if (!member) return days;
  const whose = [
    ...(devices.length > 0 ? [t('cases.holds.devices', { count: devices.length })] : []),
    ...(users.length > 0 ? [users.join(', ')] : []),
  ];
  return `${days}: ${whose.join(', ') || t('cases.holds.everything')}`;
}
