import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { footModules, modules } from '../shell/navigation.ts';

/** Said to who followed a link to a module outside their tasks and was brought here. */
export function OutsideNotice() {
  const { t } = useTranslation();
  const { outside } = useSearch({ strict: false });
  const module = [...modules, ...footModules].find(({ key }) => key === outside);
  if (!module) return null;
  return (
    <p className="notice slim small-gap" data-tone="info" role="status">
      {t('home.outside', { module: t(`shell.nav.${module.key}`) })}
    </p>
  );
}
