import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldTypes, type FieldType } from '../../../domain/devices/field-places/index.ts';
import { addField, changeField, readFieldsAnew, type DeviceField } from '../devices/own-fields.ts';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { Choice, Labelled, Text } from './inputs.tsx';
import { definitionOf, draftOf, hasOptions, type FieldDraft } from './draft.ts';

const characterSets = ['any', 'ascii', 'alphanumeric', 'digits', 'email', 'phone'] as const;
const sources = ['administrator', 'endUser'] as const;

interface Props {
  /** Absent: a new one. */
  readonly edited?: DeviceField;
  readonly close: () => void;
}

/** Names, explanations and rules of a field; its type is chosen once. */
export function FieldDialog({ edited, close }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOf(edited));
  const set = (part: Partial<FieldDraft>) => setDraft({ ...draft, ...part });
  const save = useMutation({
    mutationFn: () => {
      const definition = definitionOf(draft, edited);
      return edited ? changeField(edited.id, definition) : addField({ ...definition, type: draft.type });
    },
    onSuccess: async () => {
      close();
      await readFieldsAnew();
      toast(t(edited ? 'deviceFields.changed' : 'deviceFields.added', { name: draft.en.trim() }));
    },
  });
  const bounded = draft.type === 'text' || draft.type === 'number';
  const which = draft.type === 'text' ? 'length' : 'bound';
  return (
    <Dialog
      title={edited ? t('deviceFields.editTitle', { name: edited.names.en }) : t('deviceFields.addTitle')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={draft.en.trim() === '' || save.isPending}
            onClick={() => save.mutate()}
          >
            {t(edited ? 'deviceFields.save' : 'deviceFields.addVerb')}
          </Button>
        </>
      }
    >
      <Text label={t('deviceFields.nameEn')} value={draft.en} onChange={en => set({ en })} />
      <Text label={t('deviceFields.nameJa')} value={draft.ja} onChange={ja => set({ ja })} />
      {!edited && (
        <Choice
          label={t('deviceFields.type')}
          value={draft.type}
          options={fieldTypes.map(type => [type, t(`deviceFields.types.${type}`)])}
          onChange={type => set({ type: type as FieldType, least: '', most: '' })}
        />
      )}
      <Choice
        label={t('deviceFields.source')}
        value={draft.source}
        options={sources.map(source => [source, t(`deviceFields.sources.${source}`)])}
        onChange={source => set({ source: source as FieldDraft['source'] })}
      />
      {draft.source === 'endUser' && (
        <>
          <label>
            <input
              type="checkbox"
              checked={draft.required}
              onChange={event => set({ required: event.target.checked })}
            />{' '}
            {t('deviceFields.required')}
          </label>
          <Text
            label={t('deviceFields.explanationEn')}
            value={draft.explanationEn}
            longest={500}
            onChange={explanationEn => set({ explanationEn })}
          />
          <Text
            label={t('deviceFields.explanationJa')}
            value={draft.explanationJa}
            longest={500}
            onChange={explanationJa => set({ explanationJa })}
          />
        </>
      )}
      {draft.type === 'text' && (
        <Choice
          label={t('deviceFields.charactersOf')}
          value={draft.characters}
          options={characterSets.map(each => [each, t(`deviceFields.characters.${each}`)])}
          onChange={characters => set({ characters })}
        />
      )}
      {bounded && (
        <div className="field-pair">
          <Text
            label={t(`deviceFields.${which}.least`)}
            value={draft.least}
            number
            onChange={least => set({ least })}
          />
          <Text
            label={t(`deviceFields.${which}.most`)}
            value={draft.most}
            number
            onChange={most => set({ most })}
          />
        </div>
      )}
      {hasOptions(draft.type, edited) && (
        <Labelled label={t(`deviceFields.options.${draft.type === 'tree' ? 'tree' : 'choice'}`)}>
          {id => (
            <Input.TextArea
              id={id}
              rows={5}
              value={draft.options}
              onChange={event => set({ options: event.target.value })}
            />
          )}
        </Labelled>
      )}
      {save.error && <Refusal error={save.error} />}
    </Dialog>
  );
}
