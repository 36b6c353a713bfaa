import { Link, useRouterState } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../parts/mark.tsx';
import { footModules, modules, type Module } from './navigation.ts';
import { useMayOpen } from './use-may-open.ts';

function useCurrent(): (module: Module) => boolean {
  const path = useRouterState({ select: state => state.location.pathname });
  return module =>
    module.path === '/' ? path === '/' : path === module.path || path.startsWith(`${module.path}/`);
}

function RailLink({
  module,
  current,
  className = 'rail-item',
}: {
  module: Module;
  current: boolean;
  className?: string;
}) {
  const { t } = useTranslation();
  const Icon = module.icon;
  return (
    <Link
      to={module.path}
      className={className}
      data-current={current || undefined}
      aria-current={current ? 'page' : undefined}
    >
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
      <span>{t(`shell.nav.${module.key}`)}</span>
    </Link>
  );
}

/** Desktop: the rail at the left, icon over word. */
export function Rail() {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const current = useCurrent();
  return (
    <nav className="rail" aria-label={t('shell.modules')}>
      <Link to="/" className="rail-mark" aria-label="Muster">
        <Mark size={22} />
      </Link>
      {modules.filter(mayOpen).map(each => (
        <RailLink key={each.key} module={each} current={current(each)} />
      ))}
      <div className="rail-gap" />
      {footModules.filter(mayOpen).map(each => (
        <RailLink key={each.key} module={each} current={current(each)} />
      ))}
    </nav>
  );
}

const tabs = new Set(['home', 'devices', 'software', 'events']);

/** Phone: five tabs at the foot, the rest behind More. */
export function TabBar() {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const current = useCurrent();
  const [open, setOpen] = useState(false);
  const all = [...modules, ...footModules].filter(mayOpen);
  const rest = all.filter(each => !tabs.has(each.key));
  return (
    <nav className="tab-bar" aria-label={t('shell.modules')}>
      {all
        .filter(each => tabs.has(each.key))
        .map(each => (
          <RailLink key={each.key} module={each} current={current(each)} className="tab-item" />
        ))}
      <button
        type="button"
        className="tab-item"
        aria-expanded={open}
        data-current={rest.some(current) || undefined}
        onClick={() => setOpen(!open)}
      >
        <Menu size={20} strokeWidth={1.75} aria-hidden="true" />
        <span>{t('shell.nav.more')}</span>
      </button>
      {open && (
        <div className="tab-sheet" onClick={() => setOpen(false)}>
          {rest.map(each => (
            <RailLink key={each.key} module={each} current={current(each)} className="tab-sheet-item" />
          ))}
        </div>
      )}
    </nav>
  );
}
