import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Menu, type MenuItem, type OpenMenu } from '../parts/menu.tsx';
import { useCommands } from './palette-commands.ts';
import type { Overlay } from './shell.tsx';

interface Props {
  readonly menu: OpenMenu<undefined>;
  readonly close: () => void;
  readonly setOverlay: (overlay: Overlay) => void;
}

/** Every page by its name, Getting started first. */
export function GoMenu({ menu, close, setOverlay }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useCommands(setOverlay)
    .filter(({ group }) => group === 'pages')
    .map(({ key, title, icon, to }): MenuItem => ({
      key,
      word: title,
      icon,
      act: () => to && void navigate(to),
    }));
  const isStart = ({ key }: MenuItem) => key === 'start';
  const groups = [pages.filter(isStart), pages.filter(each => !isStart(each))];
  return <Menu label={t('shell.go')} anchor={menu.anchor} groups={groups} close={close} />;
}
