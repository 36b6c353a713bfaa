import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { OperationLogSettings } from '../../../domain/operation-logs/index.ts';
import { request } from '../api/client.ts';
import type { Outcome } from '../api/types.ts';
import { operationSettingsQuery } from '../operations/queries.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { toast } from '../parts/toast.tsx';
import { differences } from './differences.ts';

interface Props {
  readonly settings: OperationLogSettings;
  readonly close: () => void;
}

const send = (body: OperationLogSettings, dryRun: boolean) =>
  request<Outcome>('PUT', '/operation-log-settings', { query: { dryRun: dryRun || undefined }, body });

/** What the same decision would change, before it is made. */
export function SaveDialog({ settings, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const preview = useQuery({
    queryKey: ['operation-log-settings-preview', settings],
    queryFn: () => send(settings, true),
    staleTime: 0,
    gcTime: 0,
  });
  const save = useMutation({
    mutationFn: () => send(settings, false),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: operationSettingsQuery.queryKey });
      toast(t('operationLogs.saved'));
      close();
    },
  });
  const event = preview.data?.events[0]?.data as
    { readonly from: OperationLogSettings; readonly to: OperationLogSettings } | undefined;
  const rows = event && differences(event.from, event.to, t, format.locale);
  return (
    <Dialog
      title={t('operationLogs.check')}
      width={680}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={!rows} loading={save.isPending} onClick={() => save.mutate()}>
            {t('operationLogs.save')}
          </Button>
        </>
      }
    >
      {preview.data && !rows && <p role="status">{t('operationLogs.nothing')}</p>}
      {rows && (
        <DataTable
          label={t('operationLogs.check')}
          rows={rows}
          rowKey={({ key }) => key}
          columns={[
            { key: 'title', title: t('operationLogs.item'), cell: row => row.title },
            {
              key: 'from',
              title: t('operationLogs.before'),
              cell: ({ from }) => from && <s className="text2 setting-lines">{from}</s>,
            },
            {
              key: 'to',
              title: t('operationLogs.after'),
              cell: ({ to }) => <span className="setting-lines">{to}</span>,
            },
          ]}
        />
      )}
      {(preview.error ?? save.error) && <ErrorPanel error={preview.error ?? save.error} />}
    </Dialog>
  );
}
