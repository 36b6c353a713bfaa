import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';

export interface CountRow {
  readonly key: string;
  readonly label: ReactNode;
  readonly word: string;
  readonly count: number;
  readonly filter: string;
}

/** Figures that open to their rows. */
export function CountRows({ rows, total }: { rows: readonly CountRow[]; total?: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="count-rows">
      {rows.map(row => (
        <li key={row.key}>
          <span className="count-label">{row.label}</span>
          <Link
            to="/devices"
            search={{ view: 'all', f: row.filter, sort: 'name' }}
            className="open-figure"
            aria-label={t('home.openState', { count: row.count, state: row.word })}
          >
            {format.number(row.count)}
          </Link>
          {total !== undefined && (
            <span className="share text2">
              {total === 0 ? '–' : format.percent(Math.round((row.count / total) * 1000) / 10)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Parts of a whole as one bar; the list beside it says the same in words. */
export function ShareBar({
  parts,
}: {
  parts: readonly { readonly key: string; readonly count: number; readonly className: string }[];
}) {
  const total = parts.reduce((sum, each) => sum + each.count, 0);
  return (
    <div className="share-bar" aria-hidden="true">
      {parts
        .filter(each => each.count > 0)
        .map(each => (
          <i key={each.key} className={each.className} style={{ flexGrow: total === 0 ? 0 : each.count }} />
        ))}
    </div>
  );
}
