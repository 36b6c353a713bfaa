import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Configuration } from '../types.ts';
import { OrderDialog } from './order-dialog.tsx';
import { ShareField } from './share-field.tsx';
import type { UpdateTarget } from './types.ts';

interface Props {
  readonly versions: readonly string[];
  readonly configurations: readonly Configuration[];
  readonly close: () => void;
}

/** Leads all agents, or those of a configuration, to a version; first a share of them. */
export function UpdateDialog({ versions, configurations, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [configuration, setConfiguration] = useState('');
  const [percent, setPercent] = useState(10);
  const target: UpdateTarget =
    configuration === '' ? { kind: 'all' } : { kind: 'configuration', configuration };
  return (
    <OrderDialog
      title={t('agentVersions.orderTitle')}
      text={t('agentVersions.orderText')}
      versions={versions}
      target={target}
      percent={percent}
      close={close}
    >
      <div className="agent-field">
        <label htmlFor={id}>{t('agentVersions.target')}</label>
        <select id={id} value={configuration} onChange={event => setConfiguration(event.target.value)}>
          <option value="">{t('agentVersions.all')}</option>
          {configurations.map(each => (
            <option key={each.id} value={each.id}>
              {t('agentVersions.configuration', { name: each.name })}
            </option>
          ))}
        </select>
      </div>
      <ShareField value={percent} change={setPercent} />
    </OrderDialog>
  );
}
