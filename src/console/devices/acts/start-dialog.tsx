import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog } from './act-dialog.tsx';
import { startDevice } from './requests.ts';

interface Props {
  readonly ids: readonly string[];
  /** Name of the one device. */
  readonly name: string;
  readonly close: () => void;
}

/** Starts computers that are off. */
export function StartDialog({ ids, name, close }: Props) {
  const { t } = useTranslation();
  const [confirmed, setConfirmed] = useState(false);
  const objects = (count: number) => (ids.length === 1 ? name : t('acts.devices', { count }));
  return (
    <ActDialog
      ids={ids}
      title={t('acts.start.title', { what: objects(ids.length) })}
      consequences={[t('acts.start.follows')]}
      act={startDevice}
      actKey={['start']}
      verb={count => t('acts.start.verb', { what: objects(count) })}
      done={count => t('acts.start.done', { what: objects(count) })}
      ready={confirmed}
      close={close}
    >
      <Checkbox checked={confirmed} onChange={event => setConfirmed(event.target.checked)}>
        {t('acts.start.confirm')}
      </Checkbox>
    </ActDialog>
  );
}
