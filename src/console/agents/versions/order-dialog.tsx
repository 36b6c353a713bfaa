import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useActed } from '../../devices/acts/use-acted.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { ReasonField } from '../../parts/reason-field.tsx';
import { orderUpdate, tryUpdate } from './requests.ts';
import type { UpdateTarget, UpdateWish } from './types.ts';
import { UpdateReachText } from './update-reach.tsx';

interface Props {
  readonly title: string;
  /** What follows from the order. */
  readonly text: string;
  /** The latest first. */
  readonly versions: readonly string[];
  readonly target: UpdateTarget;
  readonly percent: number;
  /** Where the target is chosen. */
  readonly children?: ReactNode;
  readonly close: () => void;
  /** After it was ordered. */
  readonly after?: () => void;
}

/** Leads the agents of a target to a version, and says beforehand whom. */
export function OrderDialog({ title, text, versions, target, percent, children, close, after }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [version, setVersion] = useState(versions[0] ?? '');
  const [downgrade, setDowngrade] = useState(false);
  const [reason, setReason] = useState('');
  const wish: UpdateWish = { version, target, percent, downgrade };
  const preview = useQuery({
    queryKey: ['agent-act-preview', 'update', wish],
    queryFn: () => tryUpdate(wish),
    staleTime: 0,
    gcTime: 0,
  });
  const acted = useActed();
  const order = useMutation({
    mutationFn: (shown: string) =>
      orderUpdate({ ...wish, ...(reason.trim() && { reason: reason.trim() }) }, shown),
    onSuccess: async ({ position }) => {
      close();
      after?.();
      await acted(position, t('agentVersions.ordered', { version }));
    },
  });
  return (
    <Dialog
      title={title}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!preview.data || preview.isFetching || order.isPending}
            loading={order.isPending}
            onClick={() => preview.data && order.mutate(preview.data.id)}
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
      {children}
      <label className="check">
        <input type="checkbox" checked={downgrade} onChange={() => setDowngrade(!downgrade)} />{' '}
        {t('agentVersions.downgrade')}
      </label>
      <p className="small text2">{text}</p>
      <ReasonField value={reason} onChange={setReason} />
      <UpdateReachText preview={preview} />
      {order.error && <ErrorPanel error={order.error} />}
    </Dialog>
  );
}
