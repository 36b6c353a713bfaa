import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { Configuration } from '../agents/types.ts';
import { platforms, type Draft } from './draft.ts';

interface Props {
  readonly draft: Draft;
  readonly configurations: readonly Configuration[];
  readonly onChange: (changed: Partial<Draft>) => void;
}

const spans = [1, 7, 30, 90, 365] as const;

/** Name, platform and configuration; everything else has a good answer already and is behind one fold. */
export function SetFields({ draft, configurations, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="agent-form">
      <Field id={`${id}-name`} label={t('installers.name')} help={t('installers.nameHelp')}>
        <Input
          id={`${id}-name`}
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          aria-describedby={`${id}-name-help`}
          onChange={event => onChange({ name: event.target.value })}
        />
      </Field>
      <Field id={`${id}-platform`} label={t('installers.platform')}>
        <select
          id={`${id}-platform`}
          value={draft.platform}
          onChange={event => onChange({ platform: event.target.value as Draft['platform'] })}
        >
          {platforms.map(each => (
            <option key={each} value={each}>
              {t(`installers.platforms.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field id={`${id}-configuration`} label={t('installers.configuration')}>
        <select
          id={`${id}-configuration`}
          value={draft.configuration}
          onChange={event => onChange({ configuration: event.target.value })}
        >
          {configurations.map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <div className="inline-form">
        <div className="short">
          <label htmlFor={`${id}-uses`}>{t('installers.uses')}</label>
          <Input
            id={`${id}-uses`}
            type="number"
            min={1}
            max={1_000_000}
            value={draft.uses}
            onChange={event => onChange({ uses: event.target.value })}
          />
        </div>
        <div className="short agent-field">
          <label htmlFor={`${id}-days`}>{t('installers.validFor')}</label>
          <select
            id={`${id}-days`}
            value={draft.days}
            onChange={event => onChange({ days: Number(event.target.value) })}
          >
            {spans.map(count => (
              <option key={count} value={count}>
                {t('installers.days', { count })}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Checkbox checked={draft.overwrite} onChange={event => onChange({ overwrite: event.target.checked })}>
        {t('installers.overwrite')}
      </Checkbox>
      <details>
        <summary>{t('installers.more')}</summary>
        <MoreFields draft={draft} onChange={onChange} />
      </details>
    </div>
  );
}

function MoreFields({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  const id = useId();
  const windows = draft.platform.startsWith('win-');
  const groups = useQuery({
    queryKey: ['device-groups'],
    queryFn: ({ signal }) =>
      get<{ items: readonly { id: string; name: string }[] }>('/device-groups', undefined, signal),
  });
  return (
    <div className="agent-form">
      <Field id={`${id}-folder`} label={t('installers.folder')}>
        <Input
          id={`${id}-folder`}
          className="mono"
          value={draft.folder}
          maxLength={200}
          placeholder={windows ? '%ProgramFiles%\\Muster Agent' : '/opt/muster-agent'}
          onChange={event => onChange({ folder: event.target.value })}
        />
      </Field>
      <fieldset>
        <legend>{t('installers.components')}</legend>
        <Checkbox
          checked={draft.remoteControl}
          onChange={event => onChange({ remoteControl: event.target.checked })}
        >
          {t('installers.remoteControl')}
        </Checkbox>
        <Checkbox checked={draft.relay} onChange={event => onChange({ relay: event.target.checked })}>
          {t('installers.relay')}
        </Checkbox>
      </fieldset>
      <Field id={`${id}-group`} label={t('installers.group')} help={t('installers.groupHelp')}>
        <select
          id={`${id}-group`}
          value={draft.group}
          aria-describedby={`${id}-group-help`}
          onChange={event => onChange({ group: event.target.value })}
        >
          <option value="">{t('installers.noGroup')}</option>
          {groups.data?.items.map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </Field>
      <Field id={`${id}-files`} label={t('installers.files')} help={t('installers.filesHelp')}>
        <input
          id={`${id}-files`}
          type="file"
          multiple
          aria-describedby={`${id}-files-help`}
          onChange={event => onChange({ files: [...(event.target.files ?? [])] })}
        />
      </Field>
      <Field id={`${id}-into`} label={t('installers.filesFolder')}>
        <Input
          id={`${id}-into`}
          className="mono"
          value={draft.filesFolder}
          maxLength={200}
          onChange={event => onChange({ filesFolder: event.target.value })}
        />
      </Field>
      <Field id={`${id}-programs`} label={t('installers.programs')} help={t('installers.programsHelp')}>
        <Input.TextArea
          id={`${id}-programs`}
          className="mono"
          rows={3}
          value={draft.programs}
          aria-describedby={`${id}-programs-help`}
          onChange={event => onChange({ programs: event.target.value })}
        />
      </Field>
    </div>
  );
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly help?: string;
  readonly children: ReactNode;
}

function Field({ id, label, help, children }: FieldProps) {
  return (
    <div className="agent-field">
      <label htmlFor={id}>{label}</label>
      {children}
      {help && (
        <p className="small text2" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
