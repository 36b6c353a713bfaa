import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from './format.ts';
import { pageSizes, type Pages, type PageSize } from './use-pages.ts';

/** Page by page through a list, to a page by its number, and how many rows a page holds. */
export function Pager({ pages }: { pages: Pages }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { page, count, size, go, setSize } = pages;
  const [typed, setTyped] = useState(String(page));
  useEffect(() => setTyped(String(page)), [page]);
  const jump = (event?: SubmitEvent) => {
    event?.preventDefault();
    const to = Math.min(count, Math.max(1, Math.floor(Number(typed)) || page));
    setTyped(String(to));
    if (to !== page) go(to);
  };
  return (
    <nav className="pager" aria-label={t('lists.pages.label')}>
      <button
        type="button"
        className="icon-button"
        disabled={page <= 1}
        aria-label={t('lists.pages.previous')}
        title={t('lists.pages.previous')}
        onClick={() => go(page - 1)}
      >
        <ChevronLeft size={14} aria-hidden="true" />
      </button>
      <form onSubmit={jump}>
        <input
          type="text"
          inputMode="numeric"
          className="page-input"
          aria-label={t('lists.pages.jump', { count })}
          value={typed}
          maxLength={6}
          onChange={event => setTyped(event.target.value)}
          onBlur={() => jump()}
        />
      </form>
      <span>{t('lists.pages.of', { count: format.number(count) })}</span>
      <button
        type="button"
        className="icon-button"
        disabled={page >= count}
        aria-label={t('lists.pages.next')}
        title={t('lists.pages.next')}
        onClick={() => go(page + 1)}
      >
        <ChevronRight size={14} aria-hidden="true" />
      </button>
      <select
        className="wide-only"
        aria-label={t('lists.pages.size')}
        value={size}
        onChange={event => setSize(Number(event.target.value) as PageSize)}
      >
        {pageSizes.map(each => (
          <option key={each} value={each}>
            {t('lists.pages.rows', { rows: format.number(each) })}
          </option>
        ))}
      </select>
    </nav>
  );
}
