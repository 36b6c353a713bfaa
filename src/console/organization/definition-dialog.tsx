import { useMutation } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HierarchyNode } from '../../server/contract.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { toast } from '../parts/toast.tsx';
import { Refusal } from './group-dialog.tsx';
import { PlacePicker } from './place-picker.tsx';
import { parentPath } from './places.ts';
import { addDefinition, editDefinition, type DefinitionChange, type PlaceKind } from './queries.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { useReadAnew } from './use-group-act.ts';

interface Props {
  readonly kind: PlaceKind;
  readonly nodes: readonly HierarchyNode[];
  /** The definition that is edited; absent: a new one. */
  readonly edited?: HierarchyNode;
  /** Path of where it is to be, as the form opens; null: at the first level. */
  readonly parent: string | null;
  readonly close: () => void;
}

/** Name, place and names per language of a definition, new or known. */
export function DefinitionDialog({ kind, nodes, edited, parent: given, close }: Props) {
  const { t } = useTranslation();
  const readAnew = useReadAnew();
  const [name, setName] = useState(edited?.name ?? '');
  const [parent, setParent] = useState(given ?? '');
  const [en, setEn] = useState(edited?.nameEn ?? '');
  const [ja, setJa] = useState(edited?.nameJa ?? '');
  const [reason, setReason] = useState('');
  const [onDevices, setOnDevices] = useState(false);
  const [renaming, setRenaming] = useState<{ readonly to: string; readonly change: DefinitionChange }>();
  const above = parent.trim();
  const under = above === '' ? null : nodes.find(({ id, path }) => id !== null && path === above)?.id;
  const relocated =
    edited !== undefined && (name.trim() !== edited.name || above !== (parentPath(edited.path) ?? ''));
  const names = { en: en.trim(), ja: ja.trim() };
  const save = useMutation({
    mutationFn: () => {
      if (!edited) return addDefinition(kind, { name, parent: under!, names }, reason);
      const change = { name, parent: under!, names };
      return editDefinition(kind, edited.id!, change, reason);
    },
    onSuccess: async () => {
      close();
      await readAnew();
      toast(t(`organization.definition.${edited ? 'changed' : 'added'}`, { name: name.trim() }));
    },
  });
  if (renaming && edited)
    return <RenameDialog kind={kind} node={edited} to={renaming.to} names={renaming.change} close={close} />;
  const submit = () => {
    if (edited && relocated && onDevices && edited.below > 0)
      setRenaming({ to: above === '' ? name.trim() : `${above}/${name.trim()}`, change: { names } });
    else save.mutate();
  };
  const title = edited
    ? t('organization.definition.editTitle', { name: edited.name })
    : t(`organization.${kind}.addTitle`);
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
            disabled={name.trim() === '' || under === undefined || save.isPending}
            onClick={submit}
          >
            {edited && relocated && onDevices && edited.below > 0
              ? t('organization.definition.next')
              : t(`organization.definition.${edited ? 'save' : 'add'}`)}
          </Button>
        </>
      }
    >
      <TextField label={t('organization.definition.name')} value={name} onChange={setName} focused />
      <ParentField
        kind={kind}
        value={parent}
        onChange={setParent}
        unknown={under === undefined}
        {...(edited && { except: edited.path })}
      />
      <TextField label={t('organization.definition.ja')} value={ja} onChange={setJa} />
      <TextField label={t('organization.definition.en')} value={en} onChange={setEn} />
      {edited && relocated && edited.below > 0 && (
        <fieldset className="choices">
          <legend>{t('organization.definition.devices', { count: edited.below })}</legend>
          {([false, true] as const).map(each => (
            <label key={String(each)}>
              <input
                type="radio"
                name="devices"
                checked={onDevices === each}
                onChange={() => setOnDevices(each)}
              />{' '}
              {t(`organization.definition.${each ? 'follow' : 'keep'}`)}
            </label>
          ))}
        </fieldset>
      )}
      {!(relocated && onDevices) && <ReasonField value={reason} onChange={setReason} />}
      {save.error && <Refusal error={save.error} />}
    </Dialog>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly focused?: boolean;
}

function TextField({ label, value, onChange, focused = false }: TextFieldProps) {
  const id = useId();
  return (
    <div className="form-column">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        maxLength={99}
        autoComplete="off"
        {...(focused && { ref: opensHere })}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
}

/** Where the dialog puts the focus as it opens; React sets the focus itself, too early for that. */
function opensHere(field: InputRef | null): void {
  field?.input?.setAttribute('autofocus', '');
}

interface ParentFieldProps {
  readonly kind: PlaceKind;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly unknown: boolean;
  readonly except?: string;
}

function ParentField({ unknown, ...field }: ParentFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-column">
      <label htmlFor={id}>{t('organization.definition.parent')}</label>
      <PlacePicker id={id} {...field} definedOnly wrong={unknown} describedBy={`${id}-help`} />
      <p id={`${id}-help`} className={unknown ? 'field-error' : 'small text2'}>
        {t(`organization.definition.${unknown ? 'parentUnknown' : 'parentHelp'}`)}
      </p>
    </div>
  );
}
