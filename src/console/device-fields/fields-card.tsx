import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  nameOf,
  readFieldsAnew,
  removeField,
  restoreField,
  type DeviceField,
  type DeviceFields,
} from '../devices/own-fields.ts';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { FieldDialog } from './field-dialog.tsx';

interface Props {
  readonly fields: DeviceFields;
  readonly edits: boolean;
}

/** Every field there is; a removed one can be brought back. */
export function FieldsCard({ fields, edits }: Props) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'add' | DeviceField>();
  const change = useMutation({
    mutationFn: ({ field, act }: { readonly field: DeviceField; readonly act: 'remove' | 'restore' }) =>
      act === 'remove' ? removeField(field.id) : restoreField(field.id),
    onSuccess: async (_outcome, { field, act }) => {
      await readFieldsAnew();
      toast(t(`deviceFields.${act}d`, { name: nameOf(field) }));
    },
    onError: toastError,
  });
  const rows = [
    ...fields.items.map(field => ({ field, gone: false })),
    ...fields.removed.map(field => ({ field, gone: true })),
  ];
  return (
    <Card
      title={t('deviceFields.card')}
      note={t('deviceFields.count', { count: fields.items.length })}
      action={
        edits && (
          <Button
            type="primary"
            icon={<Plus size={15} aria-hidden="true" />}
            onClick={() => setDialog('add')}
          >
            {t('deviceFields.add')}
          </Button>
        )
      }
    >
      <DataTable
        label={t('deviceFields.card')}
        rows={rows}
        rowKey={({ field }) => field.id}
        columns={[
          {
            key: 'name',
            title: t('deviceFields.name'),
            cell: ({ field, gone }) => (gone ? <s className="text2">{nameOf(field)}</s> : nameOf(field)),
          },
          {
            key: 'type',
            title: t('deviceFields.type'),
            cell: ({ field }) => t(`deviceFields.types.${field.type}`),
          },
          {
            key: 'source',
            title: t('deviceFields.source'),
            cell: ({ field }) => t(`deviceFields.sources.${field.source}`),
          },
          { key: 'column', title: t('deviceFields.column'), mono: true, cell: ({ field }) => field.id },
          {
            key: 'acts',
            title: t('deviceFields.acts'),
            right: true,
            cell: ({ field, gone }) =>
              edits && (
                <FieldActs
                  field={field}
                  gone={gone}
                  edit={() => setDialog(field)}
                  change={act => change.mutate({ field, act })}
                />
              ),
          },
        ]}
      />
      {dialog && (
        <FieldDialog {...(dialog !== 'add' && { edited: dialog })} close={() => setDialog(undefined)} />
      )}
    </Card>
  );
}

interface ActsProps {
  readonly field: DeviceField;
  readonly gone: boolean;
  readonly edit: () => void;
  readonly change: (act: 'remove' | 'restore') => void;
}

function FieldActs({ field, gone, edit, change }: ActsProps) {
  const { t } = useTranslation();
  const name = nameOf(field);
  if (gone)
    return (
      <Button
        size="small"
        aria-label={t('deviceFields.restoreOf', { name })}
        onClick={() => change('restore')}
      >
        {t('deviceFields.restore')}
      </Button>
    );
  return (
    <>
      <Button size="small" aria-label={t('deviceFields.editOf', { name })} onClick={edit}>
        {t('deviceFields.edit')}
      </Button>{' '}
      {!field.common && (
        <Button
          size="small"
          aria-label={t('deviceFields.removeOf', { name })}
          onClick={() => change('remove')}
        >
          {t('deviceFields.remove')}
        </Button>
      )}
    </>
  );
}
