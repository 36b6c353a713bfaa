import { useNavigate, useRouter } from '@tanstack/react-router';
import { ExternalLink, Network, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { parseFilterText, printFilterText } from '../../../projections/kernel/filter-text.ts';
import type { Filter } from '../api/types.ts';
import { placeKinds } from '../organization/queries.ts';
import { Menu, type OpenMenu } from '../parts/menu.tsx';
import { deviceTypes } from './columns.ts';
import { filterOf } from './filter-words.ts';

/** A group of devices as its button in the panel says it, for the menu of the panel: the condition in text form. */
export const facetText = (filter: Filter) => printFilterText(filter, deviceTypes);

/** The group that was pressed; undefined beside them. */
export function facetAt(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-facet]')?.dataset['facet']
    : undefined;
}

interface Props {
  readonly menu: OpenMenu<string>;
  readonly close: () => void;
  readonly conditions: readonly Filter[];
  readonly refresh: () => void;
}

/** What can be done with a group that values make: seen in a tab of its own, read anew, defined otherwise. */
export function FacetMenu({ menu, close, conditions, refresh }: Props) {
  const { t } = useTranslation();
  const router = useRouter();
  const navigate = useNavigate();
  const own = parseFilterText(menu.about, deviceTypes);
  const column = own && 'column' in own ? own.column : undefined;
  const openTab = () => {
    const rest = conditions.filter(each => !('column' in each) || each.column !== column);
    const filter = filterOf(own ? [...rest, own] : rest);
    const search = { view: 'all', f: filter && facetText(filter), sort: 'name' };
    window.open(router.buildLocation({ to: '/devices', search }).href, '_blank', 'noopener');
  };
  return (
    <Menu
      label={t('lists.groupMenu')}
      anchor={menu.anchor}
      close={close}
      groups={[
        [
          { key: 'tab', icon: ExternalLink, word: t('lists.openTab'), act: openTab },
          { key: 'refresh', icon: RefreshCw, word: t('lists.refresh'), act: refresh },
        ],
        placeKinds.some(kind => kind === column)
          ? [
              {
                key: 'edit',
                icon: Network,
                word: t('lists.editPlaces'),
                act: () => void navigate({ to: '/settings/organization' }),
              },
            ]
          : [],
      ]}
    />
  );
}
