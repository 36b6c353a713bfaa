import { useNavigate } from '@tanstack/react-router';
import {
  ClipboardPen,
  CircleQuestionMark,
  CircleUser,
  FileKey,
  FileSearch,
  FolderOpen,
  History,
  Languages,
  ListChecks,
  LogOut,
  Moon,
  Network,
  Plus,
  Rocket,
  SlidersHorizontal,
  Undo2,
  UsersRound,
} from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { changeLanguage } from '../i18n/index.ts';
import { signOut } from '../session/sign-out.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { useAsOf, useSetAsOf } from './as-of.ts';
import { footModules, modules } from './navigation.ts';
import type { PaletteItem } from './palette-items.ts';
import { useSavePreferences } from './preferences.ts';
import type { Overlay } from './shell.tsx';
import { useMayOpen } from './use-may-open.ts';

/** Every page and every action that needs no object, by name. What the person may not do is not there. */
export function useCommands(open: (overlay: Overlay) => void): readonly PaletteItem[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const mayOpen = useMayOpen();
  const unrestricted = useMe()?.scope === null;
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  const { mode, setChoice } = useAppearance();
  const save = useSavePreferences();
  return useMemo(() => {
    const pages: PaletteItem[] = [...modules, ...footModules].filter(mayOpen).map(each => ({
      key: each.key,
      group: 'pages',
      icon: each.icon,
      title: t(`shell.nav.${each.key}`),
      to: { to: each.path },
      ...(each.go ? { keys: `G ${each.go.toUpperCase()}` } : {}),
    }));
    pages.push({
      key: 'jobs',
      group: 'pages',
      icon: ListChecks,
      title: t('shell.nav.jobs'),
      to: { to: '/jobs' },
      keys: 'G J',
    });
    pages.push({
      key: 'profile',
      group: 'pages',
      icon: CircleUser,
      title: t('shell.nav.profile'),
      to: { to: '/account' },
    });
    if (may('agents.enrol'))
      pages.push({
        key: 'start',
        group: 'pages',
        icon: Rocket,
        title: t('start.title'),
        to: { to: '/start' },
      });
    if (unrestricted && may('accounts.manage'))
      pages.push({
        key: 'accounts',
        group: 'pages',
        icon: UsersRound,
        title: t('accounts.title'),
        to: { to: '/settings/accounts' },
      });
    pages.push({
      key: 'licence',
      group: 'pages',
      icon: FileKey,
      title: t('licence.title'),
      to: { to: '/settings/licence' },
    });
    if (may('system.read'))
      pages.push({
        key: 'agents',
        group: 'pages',
        icon: SlidersHorizontal,
        title: t('agents.title'),
        to: { to: '/settings/agents' },
      });
    pages.push({
      key: 'organization',
      group: 'pages',
      icon: Network,
      title: t('organization.title'),
      to: { to: '/settings/organization' },
    });
    pages.push({
      key: 'revisions',
      group: 'pages',
      icon: History,
      title: t('revisions.title'),
      to: { to: '/devices/revisions' },
    });
    pages.push({
      key: 'device-fields',
      group: 'pages',
      icon: ClipboardPen,
      title: t('deviceFields.title'),
      to: { to: '/settings/device-fields' },
    });
    pages.push({
      key: 'software-search',
      group: 'pages',
      icon: FileSearch,
      title: t('softwareSearch.title'),
      to: { to: '/settings/software-search' },
    });
    if (may('operations.read'))
      pages.push({
        key: 'operation-cases',
        group: 'pages',
        icon: FolderOpen,
        title: t('cases.title'),
        to: { to: '/operations/cases' },
      });
    const commands: PaletteItem[] = [
      ...(!time && may('agents.enrol')
        ? [
            {
              key: 'add',
              group: 'commands' as const,
              icon: Plus,
              title: t('shell.nav.addDevices'),
              to: { to: '/devices/add' as const },
            },
          ]
        : []),
      {
        key: 'as-of',
        group: 'commands',
        icon: History,
        title: t('shell.palette.asOf'),
        keys: 'T',
        run: () => open('asOf'),
      },
      ...(time
        ? [
            {
              key: 'now',
              group: 'commands' as const,
              icon: Undo2,
              title: t('shell.palette.backToNow'),
              keys: 'Esc',
              run: () => setAsOf(undefined),
            },
          ]
        : []),
      {
        key: 'theme',
        group: 'commands',
        icon: Moon,
        title: t('shell.palette.theme'),
        run: () => {
          const next = mode === 'dark' ? 'light' : 'dark';
          setChoice(next);
          void save({ theme: next });
        },
      },
      {
        key: 'language',
        group: 'commands',
        icon: Languages,
        title: t('shell.palette.language'),
        run: () => {
          const next = i18n.language === 'ja' ? 'en' : 'ja';
          void changeLanguage(next);
          void save({ language: next });
        },
      },
      {
        key: 'keys',
        group: 'commands',
        icon: CircleQuestionMark,
        title: t('shell.palette.keys'),
        keys: '?',
        run: () => open('keys'),
      },
      {
        key: 'sign-out',
        group: 'commands',
        icon: LogOut,
        title: t('shell.palette.signOut'),
        run: () => void signOut().then(() => navigate({ to: '/sign-in', search: {} })),
      },
    ];
    return [...pages, ...commands];
  }, [t, i18n.language, may, mayOpen, unrestricted, time, setAsOf, mode, setChoice, save, open, navigate]);
}
