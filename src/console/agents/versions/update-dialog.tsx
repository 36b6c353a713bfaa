import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActed } from '../../devices/acts/use-acted.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import type { Configuration } from '../types.ts';
import { orderUpdate } from './requests.ts';
import { ShareField } from './share-field.tsx';
import type { UpdateTarget, UpdateWish } from './types.ts';
import { UpdateReachText } from './update-reach.tsx';

interface Props {
  readonly versions: readonly string[];
  readonly configurations: readonly Configuration[];
  readonly close: () => void;
}

/** Leads agents to a version, and says beforehand whom. */
export function UpdateDialog({ versions, configurations, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [version, setVersion] = useState(versions[0] ?? '');
  const [configuration, setConfiguration] = useState('');
  const [percent, setPercent] = useState(10);
  const [downgrade, setDowngrade] = useState(false);
  const target: UpdateTarget =
    configuration === '' ? { kind: 'all' } : { kind: 'configuration', configuration };
  const wish: UpdateWish = { version, target, percent, downgrade };
  const preview = useQuery({
    queryKey: ['agent-act-preview', 'update', wish],
    queryFn: () => orderUpdate(wish, true),
    staleTime: 0,
    gcTime: 0,
  });
  const acted = useActed();
  const order = useMutation({
    mutationFn: () => orderUpdate(wish, false),
    onSuccess: async ({ position }) => {
      close();
      await acted(position, t('agentVersions.ordered', { version }));
    },
  });
  return (
    <Dialog
      title={t('agentVersions.orderTitle')}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!preview.data || preview.isFetching}
            loading={order.isPending}
            onClick={() => order.mutate()}
          >
            {t('agentVersions.order')}
          </Button>
        </>
      }
    >
      <div className="agent-field">
        <label htmlFor={`${id}-version`}>{t('agentVersions.version')}</label>
        <select id={`${id}-version`} value={version} onChange={event => setVersion(event.target.value)}>
          {versions.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </div>
      <div className="agent-field">
        <label htmlFor={`${id}-target`}>{t('agentVersions.target')}</label>
        <select
          id={`${id}-target`}
          value={configuration}
          onChange={event => setConfiguration(event.target.value)}
        >
          <option value="">{t('agentVersions.all')}</option>
          {configurations.map(each => (
            <option key={each.id} value={each.id}>
              {t('agentVersions.configuration', { name: each.name })}
            </option>
          ))}
        </select>
      </div>
      <ShareField value={percent} change={setPercent} />
      <label className="check">
        <input type="checkbox" checked={downgrade} onChange={() => setDowngrade(!downgrade)} />{' '}
        {t('agentVersions.downgrade')}
      </label>
      <p className="small text2">{t('agentVersions.orderText')}</p>
      <UpdateReachText preview={preview} />
      {order.error && <ErrorPanel error={order.error} />}
    </Dialog>
  );
}
