import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Reach, usePreview } from './reach.tsx';
import { assignConfiguration } from './requests.ts';
import type { AssignmentTarget, Configuration } from './types.ts';
import { useAgentActed } from './use-agent-act.ts';

interface Props {
  /** Empty: a network that is entered here. */
  readonly targets: readonly AssignmentTarget[];
  readonly what: string;
  readonly configurations: readonly Configuration[];
  readonly close: () => void;
  readonly done?: () => void;
}

const network = /^\d{1,3}(\.\d{1,3}){3}\/([1-9]|[12]\d|3[0-2])$/;

/** Chooses a configuration for groups or computers, and says whom it will reach before it is assigned. */
export function AssignDialog({ targets: given, what, configurations, close, done }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [chosen, setChosen] = useState('');
  const [text, setText] = useState('');
  const entered = given.length === 0;
  const targets: readonly AssignmentTarget[] = entered ? [{ kind: 'network', network: text.trim() }] : given;
  const wrong = entered && text !== '' && !network.test(text.trim());
  const ready = chosen !== '' && (!entered || network.test(text.trim()));
  const act = assignConfiguration(chosen, targets);
  const preview = usePreview({ actKey: ['assign', chosen, targets], act }, ready);
  const acted = useAgentActed();
  const assign = useMutation({
    mutationFn: () => act(false),
    onSuccess: async outcome => {
      close();
      done?.();
      await acted(outcome, t('agents.assigned'));
    },
  });
  return (
    <Dialog
      title={t('agents.assignTitle', { what })}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!ready || !preview.data || preview.data.events.length === 0}
            loading={assign.isPending}
            onClick={() => assign.mutate()}
          >
            {t('agents.assign')}
          </Button>
        </>
      }
    >
      {entered && (
        <div className="agent-field">
          <label htmlFor={`${id}-network`}>{t('agents.network')}</label>
          <Input
            id={`${id}-network`}
            className="mono"
            placeholder="10.1.0.0/16"
            value={text}
            status={wrong ? 'error' : ''}
            aria-invalid={wrong}
            aria-describedby={`${id}-network-help`}
            onChange={event => setText(event.target.value)}
          />
          <p className="small text2" id={`${id}-network-help`}>
            {t('agents.networkHelp')}
          </p>
        </div>
      )}
      <div className="agent-field">
        <label htmlFor={id}>{t('agents.configuration')}</label>
        <select id={id} value={chosen} onChange={event => setChosen(event.target.value)}>
          <option value="">{t('agents.chooseConfiguration')}</option>
          {configurations.map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      <p className="small text2">{t('agents.assignText')}</p>
      {ready && <Reach preview={preview} />}
      {assign.error && <ErrorPanel error={assign.error} />}
    </Dialog>
  );
}
