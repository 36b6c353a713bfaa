import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cancelJob, followJob } from '../api/jobs.ts';
import type { Job } from '../api/types.ts';
import { operationsKey } from '../operations/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';
import { toast } from '../parts/toast.tsx';
import { archiveKeys, beginRestore, computersQuery, planQuery, type Day } from './queries.ts';
import { isRange, RangeFields } from './range-fields.tsx';

/** An order that takes longer is said to. */
const longSeconds = 60;

/** Brings a range of days back: what it would be is said first, then how far it has come. */
export function RestoreDialog({
  days,
  close,
}: {
  readonly days: readonly Day[];
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const id = useId();
  const newest = days.find(({ state }) => state === 'archived')?.day ?? '';
  const [range, setRange] = useState({ from: newest, until: newest });
  const [devices, setDevices] = useState<readonly string[]>([]);
  const [search, setSearch] = useState('');
  const [job, setJob] = useState<Job | null>(null);
  const wanted = { ...range, ...(devices.length > 0 && { devices }) };
  const computers = useQuery({ ...computersQuery(search), placeholderData: before => before });
  const plan = useQuery({ ...planQuery(wanted), enabled: isRange(range) && job === null });
  const restore = useMutation({
    mutationFn: async () => followJob(await beginRestore(wanted), setJob),
    onSuccess: async ended => {
      await client.invalidateQueries(archiveKeys);
      await client.invalidateQueries({ queryKey: [operationsKey] });
      setJob(ended);
      if (ended.state !== 'done') return;
      toast(t('operationArchive.restore.done'));
      close();
    },
  });
  const running = restore.isPending;
  const minutes = Math.ceil((plan.data?.seconds ?? 0) / 60);
  return (
    <Dialog
      title={t('operationArchive.restore.title')}
      width={560}
      close={close}
      lasting={running}
      foot={
        running && job ? (
          <Button onClick={() => void cancelJob(job.id)}>{t('common.cancel')}</Button>
        ) : (
          <>
            <Button onClick={close}>{t('common.close')}</Button>
            <Button
              type="primary"
              disabled={!plan.data || plan.data.days.length === 0}
              loading={running}
              onClick={() => restore.mutate()}
            >
              {t('operationArchive.restore.begin')}
            </Button>
          </>
        )
      }
    >
      <p className="text2">{t('operationArchive.restore.help')}</p>
      <RangeFields range={range} disabled={running} onChange={setRange} />
      <div className="agent-field">
        <label htmlFor={id}>{t('operationArchive.restore.computers')}</label>
        <Select
          id={id}
          mode="multiple"
          disabled={running}
          filterOption={false}
          placeholder={t('operationArchive.restore.all')}
          value={[...devices]}
          onSearch={setSearch}
          onChange={setDevices}
          options={(computers.data ?? []).map(one => ({ value: one.id, label: one.name }))}
        />
      </div>
      {plan.data && !running && (
        <p role="status">
          {plan.data.days.length === 0
            ? t('operationArchive.restore.there')
            : t('operationArchive.restore.plan', {
                count: plan.data.days.length,
                records: format.number(plan.data.records),
              })}
        </p>
      )}
      {plan.data && plan.data.seconds > longSeconds && !running && (
        <div className="notice" data-tone="warning" role="note">
          <Glyph shape="warning" tone="warning" size={16} />
          <p>{t('operationArchive.restore.long', { count: minutes })}</p>
        </div>
      )}
      {running && job && (
        <div role="status">
          <p>
            {t('operationArchive.restore.progress', {
              done: format.number(job.done),
              total: format.number(job.total ?? 0),
            })}
          </p>
          <progress
            max={job.total ?? 1}
            value={job.done}
            aria-label={t('operationArchive.restore.title')}
            style={{ width: '100%' }}
          />
        </div>
      )}
      {!running && job?.state === 'cancelled' && (
        <p role="status">{t('operationArchive.restore.cancelled')}</p>
      )}
      {!running && job?.state === 'failed' && (
        <p className="field-error" role="alert">
          <Glyph shape="failed" tone="critical" /> {t('operationArchive.restore.failed')} {job.error}
        </p>
      )}
      {(plan.error ?? restore.error) && <ErrorPanel error={plan.error ?? restore.error} />}
    </Dialog>
  );
}
