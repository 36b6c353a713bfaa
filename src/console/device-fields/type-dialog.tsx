import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addType, editType, readTypesAnew, type OwnType } from '../devices/own-types.ts';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { Text } from './inputs.tsx';
import { TypeIcon, typeIcons } from './type-icon.tsx';

interface Props {
  /** Absent: a new one. */
  readonly edited?: OwnType;
  readonly close: () => void;
}

/** Names and picture of a type. */
export function TypeDialog({ edited, close }: Props) {
  const { t } = useTranslation();
  const [en, setEn] = useState(edited?.names.en ?? '');
  const [ja, setJa] = useState(edited?.names.ja ?? '');
  const [icon, setIcon] = useState(edited?.icon ?? 'box');
  const save = useMutation({
    mutationFn: () => {
      const names = { en: en.trim(), ...(ja.trim() && { ja: ja.trim() }) };
      return edited ? editType(edited.id, { names, icon }) : addType({ names, icon });
    },
    onSuccess: async () => {
      close();
      await readTypesAnew();
      toast(t(edited ? 'deviceFields.changed' : 'deviceFields.added', { name: en.trim() }));
    },
  });
  return (
    <Dialog
      title={edited ? t('deviceFields.editTitle', { name: edited.names.en }) : t('deviceFields.ownTypes.add')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={en.trim() === '' || save.isPending} onClick={() => save.mutate()}>
            {t(edited ? 'deviceFields.save' : 'deviceFields.addVerb')}
          </Button>
        </>
      }
    >
      <Text label={t('deviceFields.nameEn')} value={en} onChange={setEn} />
      <Text label={t('deviceFields.nameJa')} value={ja} onChange={setJa} />
      <fieldset className="choices icon-choices">
        <legend>{t('deviceFields.ownTypes.icon')}</legend>
        {Object.keys(typeIcons).map(name => (
          <label key={name} title={name}>
            <input
              type="radio"
              name="icon"
              aria-label={name}
              checked={icon === name}
              onChange={() => setIcon(name)}
            />{' '}
            <TypeIcon name={name} size={18} />
          </label>
        ))}
      </fieldset>
      {save.error && <Refusal error={save.error} />}
    </Dialog>
  );
}
