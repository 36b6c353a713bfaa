import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Labelled, Text } from '../device-fields/inputs.tsx';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { conditionOf, draftOf, linesOf, type ConditionDraft } from './draft.ts';
import { addCondition, changeCondition, readConditionsAnew, type KnownCondition } from './queries.ts';

interface Props {
  /** Absent: a new one. */
  readonly edited?: KnownCondition;
  readonly close: () => void;
}

/** What software is called, and how its files are recognised. */
export function ConditionDialog({ edited, close }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(edited));
  const set = (part: Partial<ConditionDraft>) => setDraft({ ...draft, ...part });
  const save = useMutation({
    mutationFn: () => {
      const condition = conditionOf(draft);
      return edited ? changeCondition(edited.id, condition) : addCondition(condition);
    },
    onSuccess: async () => {
      close();
      await readConditionsAnew();
      toast(t(edited ? 'softwareSearch.changed' : 'softwareSearch.added', { name: draft.name.trim() }));
    },
  });
  const unfinished = draft.name.trim() === '' || linesOf(draft.files).length === 0;
  return (
    <Dialog
      title={edited ? t('softwareSearch.editTitle', { name: edited.name }) : t('softwareSearch.add')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={unfinished || save.isPending} onClick={() => save.mutate()}>
            {t(edited ? 'softwareSearch.save' : 'softwareSearch.addVerb')}
          </Button>
        </>
      }
    >
      <Text
        label={t('softwareSearch.columns.name')}
        value={draft.name}
        longest={200}
        onChange={name => set({ name })}
      />
      <div className="field-pair">
        <Text
          label={t('softwareSearch.versionOptional')}
          value={draft.version}
          onChange={version => set({ version })}
        />
        <Text
          label={t('softwareSearch.publisherOptional')}
          value={draft.publisher}
          longest={200}
          onChange={publisher => set({ publisher })}
        />
      </div>
      <Lines
        label={t('softwareSearch.filesLabel')}
        value={draft.files}
        placeholder={'editor.exe\neditor*'}
        onChange={files => set({ files })}
      />
      <Lines
        label={t('softwareSearch.foldersLabel')}
        value={draft.folders}
        placeholder={'C:\\Tools\n/opt/tools'}
        onChange={folders => set({ folders })}
      />
      <div className="field-pair">
        <Text
          label={t('softwareSearch.columns.sizeLeast')}
          value={draft.least}
          number
          onChange={least => set({ least })}
        />
        <Text
          label={t('softwareSearch.columns.sizeMost')}
          value={draft.most}
          number
          onChange={most => set({ most })}
        />
      </div>
      <div className="field-pair">
        <Day
          label={t('softwareSearch.columns.modifiedFrom')}
          value={draft.from}
          onChange={from => set({ from })}
        />
        <Day
          label={t('softwareSearch.columns.modifiedUntil')}
          value={draft.until}
          onChange={until => set({ until })}
        />
      </div>
      {save.error && <Refusal error={save.error} />}
    </Dialog>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Lines({ label, value, placeholder, onChange }: FieldProps & { readonly placeholder: string }) {
  return (
    <Labelled label={label}>
      {id => (
        <Input.TextArea
          id={id}
          className="mono"
          rows={2}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

function Day({ label, value, onChange }: FieldProps) {
  return (
    <Labelled label={label}>
      {id => <Input id={id} type="date" value={value} onChange={event => onChange(event.target.value)} />}
    </Labelled>
  );
}
