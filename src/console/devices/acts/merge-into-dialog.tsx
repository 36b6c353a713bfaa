import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useDeferredValue, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../../api/client.ts';
import type { Filter, List, Row } from '../../api/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly choose: (into: string) => void;
  readonly close: () => void;
}

/** Finds the device that is to stand for this one. */
export function MergeIntoDialog({ id, name, choose, close }: Props) {
  const { t } = useTranslation();
  const field = useId();
  const [text, setText] = useState(name);
  const [into, setInto] = useState<string>();
  const find = useDeferredValue(text.trim());
  const filter: Filter = {
    op: 'and',
    filters: [
      { op: 'not', filter: { op: 'eq', column: 'id', value: id } },
      ...(find ? [{ op: 'search', text: find } as const] : []),
    ],
  };
  const found = useQuery({
    queryKey: ['merge-target', id, find],
    queryFn: ({ signal }) =>
      get<List<Row>>(
        '/devices',
        {
          filter: JSON.stringify(filter),
          fields: 'name,model,serialNumber,ipAddress',
          limit: 8,
          sort: 'name',
          total: false,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
  });
  const rows = found.data?.items ?? [];
  const chosen = rows.some(row => row.id === into) ? into : undefined;
  return (
    <Dialog
      title={t('acts.mergeInto.title', { name })}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={!chosen} onClick={() => choose(chosen!)}>
            {t('acts.mergeInto.next')}
          </Button>
        </>
      }
    >
      <p>{t('acts.mergeInto.explain')}</p>
      <div className="form-column">
        <label htmlFor={field}>{t('acts.mergeInto.find')}</label>
        <Input id={field} value={text} allowClear onChange={event => setText(event.target.value)} />
      </div>
      {found.error ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : (
        <fieldset className="choices targets">
          <legend>{t('acts.mergeInto.found')}</legend>
          {rows.map(row => (
            <label key={row.id}>
              <input type="radio" name="into" checked={into === row.id} onChange={() => setInto(row.id)} />{' '}
              <span>
                <span className="mono">{String(row['name'] ?? row.id)}</span>{' '}
                <span className="text2">
                  {[row['model'], row['serialNumber'], row['ipAddress']].filter(Boolean).join(', ')}
                </span>
              </span>
            </label>
          ))}
          {found.data && rows.length === 0 && <p className="text2">{t('acts.mergeInto.none')}</p>}
        </fieldset>
      )}
    </Dialog>
  );
}
