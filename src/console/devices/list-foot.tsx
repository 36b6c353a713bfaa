import { useTranslation } from 'react-i18next';
import { Pager } from '../parts/pager.tsx';
import type { Pages } from '../parts/use-pages.ts';
import { columnWord } from './filter-words.ts';
import type { SortBy } from './state.ts';

interface Props {
  readonly pages: Pages;
  readonly total: number | undefined;
  readonly first: number;
  readonly last: number;
  readonly selected: number;
  readonly sort: readonly SortBy[];
  readonly position: number | undefined;
}

export function ListFoot({ pages, total, first, last, selected, sort, position }: Props) {
  const { t } = useTranslation();
  const sortText = sort
    .map(
      each =>
        `${columnWord(each.column, t)} ${t(each.descending ? 'devices.list.descending' : 'devices.list.ascending')}`,
    )
    .join(', ');
  return (
    <footer className="list-foot">
      <strong>{total === undefined ? '…' : t('devices.list.total', { count: total })}</strong>
      <span className="wide-only">{t('devices.list.selected', { count: selected })}</span>
      <span className="wide-only">
        {sortText ? t('devices.list.sortedBy', { text: sortText }) : t('devices.list.unsorted')}
      </span>
      {position !== undefined && (
        <span className="wide-only text3">{t('devices.list.position', { position })}</span>
      )}
      <span className="spacer" />
      <span className="foot-keys wide-only">
        <kbd>J</kbd> <kbd>K</kbd> {t('devices.list.move')} <kbd>X</kbd> {t('devices.list.selectWord')}{' '}
        <kbd>Enter</kbd> {t('devices.list.openWord')}
      </span>
      {total ? <span>{t('devices.list.rows', { from: first, to: last })}</span> : null}
      {total ? <Pager pages={pages} /> : null}
    </footer>
  );
}
