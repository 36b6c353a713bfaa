import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { alignedRight } from './cell.tsx';
import type { ListColumn } from './columns.ts';
import { columnWord } from './filter-words.ts';
import type { SortBy } from './state.ts';

interface Props {
  readonly column: ListColumn;
  readonly sort: readonly SortBy[];
  readonly setSort: (sort: readonly SortBy[]) => void;
}

/** The title of a column: a press sorts by it, with Shift after the others. */
export function HeadCell({ column, sort, setSort }: Props) {
  const { t } = useTranslation();
  const at = sort.findIndex(each => each.column === column.key);
  const by = sort[at];
  const label = columnWord(column.key, t);
  return (
    <div
      role="columnheader"
      aria-sort={by ? (by.descending ? 'descending' : 'ascending') : 'none'}
      data-column={column.key}
      className={alignedRight(column) ? 'right' : ''}
    >
      <button
        type="button"
        onClick={event => {
          const next = { column: column.key, descending: by ? !by.descending : false };
          setSort(event.shiftKey ? [...sort.filter(each => each.column !== column.key), next] : [next]);
        }}
      >
        <span>{label}</span>
        {by &&
          (by.descending ? (
            <ArrowDown size={13} aria-hidden="true" />
          ) : (
            <ArrowUp size={13} aria-hidden="true" />
          ))}
        {by && sort.length > 1 && <sup>{at + 1}</sup>}
      </button>
    </div>
  );
}
