import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import type { KnownCondition } from './queries.ts';

interface Props {
  readonly conditions: readonly KnownCondition[];
  readonly edits: boolean;
  readonly chosen: ReadonlySet<string>;
  readonly choose: (ids: ReadonlySet<string>) => void;
  readonly edit: (condition: KnownCondition) => void;
}

export function ConditionTable({ conditions, edits, chosen, choose, edit }: Props) {
  const { t } = useTranslation();
  const limits = useLimits();
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    choose(next);
  };
  const columns: TableColumn<KnownCondition>[] = [
    {
      key: 'name',
      title: t('softwareSearch.columns.name'),
      prose: true,
      cell: ({ id, name, version, publisher }) => (
        <label>
          {edits && (
            <input
              type="checkbox"
              aria-label={t('softwareSearch.select', { name })}
              checked={chosen.has(id)}
              onChange={() => toggle(id)}
            />
          )}{' '}
          {[name, version].filter(Boolean).join(' ')}
          {publisher !== undefined && <div className="text2">{publisher}</div>}
        </label>
      ),
    },
    {
      key: 'files',
      title: t('softwareSearch.columns.files'),
      mono: true,
      prose: true,
      cell: ({ files }) => files.join(', '),
    },
    {
      key: 'where',
      title: t('softwareSearch.where'),
      prose: true,
      cell: condition => {
        const [where, ...others] = limits(condition);
        return (
          <>
            <span className={condition.folders.length > 0 ? 'mono' : ''}>{where}</span>
            {others.map(each => (
              <div key={each} className="text2">
                {each}
              </div>
            ))}
          </>
        );
      },
    },
  ];
  const acts: TableColumn<KnownCondition> = {
    key: 'acts',
    title: t('deviceFields.acts'),
    right: true,
    cell: condition => (
      <Button
        size="small"
        aria-label={t('softwareSearch.editTitle', { name: condition.name })}
        onClick={() => edit(condition)}
      >
        {t('softwareSearch.edit')}
      </Button>
    ),
  };
  return (
    <DataTable
      label={t('softwareSearch.card')}
      rows={conditions}
      rowKey={({ id }) => id}
      columns={edits ? [...columns, acts] : columns}
    />
  );
}

/** Where is looked, then what else narrows it, each in words. */
function useLimits() {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ folders, size, modified }: KnownCondition): readonly string[] => {
    const { least, most } = size;
    const { from, until } = modified;
    const [smallest, largest] = [least ?? 0, most].map(bytes => format.number(bytes ?? 0));
    const sizeWord = rangeOf(least, most);
    const dayWord = rangeOf(from, until);
    return [
      folders.length > 0 ? folders.join(', ') : t('softwareSearch.anywhere'),
      ...(sizeWord ? [t(`softwareSearch.size.${sizeWord}`, { least: smallest, most: largest })] : []),
      ...(dayWord ? [t(`softwareSearch.days.${dayWord}`, { from, until })] : []),
    ];
  };
}

/** Which of two bounds there are. */
function rangeOf(from: unknown, to: unknown): 'between' | 'from' | 'to' | undefined {
  if (from !== undefined) return to === undefined ? 'from' : 'between';
  return to === undefined ? undefined : 'to';
}
