import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lackingToServe } from '../../../domain/agents/serving/index.ts';
import { useRefresh } from '../devices/acts/use-acted.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';
import { addition, change, draftFits, draftOf, passwordKinds, type Draft } from './draft.ts';
import { PasswordField } from './password-field.tsx';
import { Reach, usePreview } from './reach.tsx';
import { addConfiguration, editConfiguration } from './requests.ts';
import { ServingText } from './serving-text.tsx';
import { SettingField } from './setting-field.tsx';
import { plainSections, remoteItems, type ItemValue } from './setting-items.ts';
import type { ActOutcome, Configuration } from './types.ts';
import { useAgentActed } from './use-agent-act.ts';

interface Props {
  /** Absent: a new one is written. */
  readonly edited?: Configuration | undefined;
  /** Whose settings stand in the form at first. */
  readonly from: Configuration;
  readonly standard: Configuration;
  readonly close: () => void;
}

/** Writes a configuration: first the items, then whom the change reaches, then it is done. */
export function ConfigurationEditor({ edited, from, standard, close }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() =>
    firstDraft(edited, from, t('agents.copyName', { name: from.name })),
  );
  const [checking, setChecking] = useState(false);
  const acted = useAgentActed();
  const refresh = useRefresh();
  const ready = draftFits(draft);
  const body = change(draft);
  const act = (dryRun: boolean): Promise<ActOutcome> => editConfiguration(edited!, body)(dryRun);
  const preview = usePreview({ actKey: ['edit', edited?.id, body], act }, checking && !!edited);
  const save = useMutation({
    mutationFn: async () => {
      if (edited) return { outcome: await act(false) };
      await addConfiguration(addition(draft));
      return {};
    },
    onSuccess: async ({ outcome }: { outcome?: ActOutcome }) => {
      close();
      if (outcome) return acted(outcome, t('agents.edited', { name: draft.name }));
      toast(t('agents.added', { name: draft.name }));
      await refresh();
    },
  });
  const nothing = preview.data?.events.length === 0;
  return (
    <Dialog
      title={t(edited ? 'agents.editTitle' : 'agents.addTitle', { name: from.name })}
      width={680}
      close={close}
      foot={
        checking ? (
          <>
            <Button onClick={() => setChecking(false)}>{t('agents.back')}</Button>
            <Button
              type="primary"
              loading={save.isPending}
              disabled={!preview.data || nothing}
              onClick={() => save.mutate()}
            >
              {t('agents.save')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button
              type="primary"
              disabled={!ready}
              loading={save.isPending}
              onClick={() => (edited ? setChecking(true) : save.mutate())}
            >
              {t(edited ? 'agents.check' : 'agents.add')}
            </Button>
          </>
        )
      }
    >
      {checking ? (
        <Reach preview={preview} />
      ) : (
        <>
          {!edited && passwordKinds.some(kind => from.passwords[kind]) && (
            <p className="text2">{t('agents.passwords.notCopied')}</p>
          )}
          <Items draft={draft} edited={edited} standard={standard} onChange={setDraft} />
        </>
      )}
      {save.error && <ErrorPanel error={save.error} />}
    </Dialog>
  );
}

function firstDraft(edited: Configuration | undefined, from: Configuration, copyName: string): Draft {
  const draft = draftOf(from);
  if (edited) return draft;
  return { ...draft, name: from.default ? '' : copyName, installFolder: null };
}

interface ItemsProps {
  readonly draft: Draft;
  readonly edited: Configuration | undefined;
  readonly standard: Configuration;
  readonly onChange: (draft: Draft) => void;
}

function Items({ draft, edited, standard, onChange }: ItemsProps) {
  const { t } = useTranslation();
  const id = useId();
  const { settings } = draft;
  // The default configuration is not compared with itself.
  const other = edited?.default ? undefined : standard.settings;
  const set = (changed: Partial<Draft['settings']>) =>
    onChange({ ...draft, settings: { ...settings, ...changed } });
  const ports = [settings.remoteControl.screenPort, settings.remoteControl.filePort];
  const samePorts = new Set([...ports, settings.remoteControl.chatPort]).size < 3;
  return (
    <div className="agent-form">
      <div className="agent-field">
        <label htmlFor={`${id}-name`}>{t('agents.name')}</label>
        <Input
          id={`${id}-name`}
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          onChange={event => onChange({ ...draft, name: event.target.value })}
        />
      </div>
      {draft.installFolder !== null && (
        <div className="agent-field">
          <label htmlFor={`${id}-folder`}>{t('agents.installFolder')}</label>
          <Input
            id={`${id}-folder`}
            className="mono"
            value={draft.installFolder}
            maxLength={200}
            aria-describedby={`${id}-folder-help`}
            onChange={event => onChange({ ...draft, installFolder: event.target.value })}
          />
          <p className="small text2" id={`${id}-folder-help`}>
            {t('agents.installFolderHelp')}
          </p>
        </div>
      )}
      {plainSections.map(section => (
        <fieldset key={section.key}>
          <legend>{t(`agents.sections.${section.key}`)}</legend>
          {section.items.map(item => (
            <SettingField
              key={item.key}
              item={item}
              value={settings[item.key]}
              standard={other?.[item.key]}
              onChange={value => set({ [item.key]: value })}
            />
          ))}
          {section.key === 'basic' && (
            <p className="small" role="status">
              {t('agents.serving.title')}: <ServingText lacking={lackingToServe(settings)} />
            </p>
          )}
        </fieldset>
      ))}
      <fieldset>
        <legend>{t('agents.sections.passwords')}</legend>
        <p className="small text2">{t('agents.passwords.note')}</p>
        {passwordKinds.map(kind => (
          <PasswordField
            key={kind}
            kind={kind}
            set={edited?.passwords[kind] ?? false}
            entry={draft.passwords[kind]}
            onChange={entry => onChange({ ...draft, passwords: { ...draft.passwords, [kind]: entry } })}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('agents.sections.remoteControl')}</legend>
        {remoteItems.map(item => (
          <SettingField
            key={item.key}
            item={item}
            value={settings.remoteControl[item.key] as ItemValue}
            standard={other?.remoteControl[item.key] as ItemValue | undefined}
            onChange={value => set({ remoteControl: { ...settings.remoteControl, [item.key]: value } })}
          />
        ))}
        {samePorts && (
          <p className="field-error" role="alert">
            {t('agents.portsDiffer')}
          </p>
        )}
      </fieldset>
    </div>
  );
}
