import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readTypesAnew, removeType, typeName, useOwnTypes, type OwnType } from '../devices/own-types.ts';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { TypeDialog } from './type-dialog.tsx';
import { TypeIcon } from './type-icon.tsx';

/** Types of devices beside those of the product. */
export function TypesCard({ edits }: { readonly edits: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const types = useOwnTypes();
  const [dialog, setDialog] = useState<'add' | OwnType>();
  const remove = useMutation({
    mutationFn: (type: OwnType) => removeType(type.id),
    onSuccess: async (_outcome, type) => {
      await readTypesAnew();
      toast(t('deviceFields.ownTypes.removed', { name: typeName(type) }));
    },
    onError: toastError,
  });
  return (
    <Card
      title={t('deviceFields.ownTypes.title')}
      action={
        edits && (
          <Button icon={<Plus size={15} aria-hidden="true" />} onClick={() => setDialog('add')}>
            {t('deviceFields.ownTypes.add')}
          </Button>
        )
      }
    >
      {types.length === 0 ? (
        <p className="text2">{t('deviceFields.ownTypes.none')}</p>
      ) : (
        <DataTable
          label={t('deviceFields.ownTypes.title')}
          rows={types}
          rowKey={({ id }) => id}
          columns={[
            {
              key: 'name',
              title: t('deviceFields.name'),
              cell: type => (
                <>
                  <TypeIcon name={type.icon} /> {typeName(type)}
                </>
              ),
            },
            {
              key: 'count',
              title: t('deviceFields.ownTypes.devices'),
              right: true,
              cell: ({ count }) => format.number(count),
            },
            {
              key: 'acts',
              title: t('deviceFields.acts'),
              right: true,
              cell: type =>
                edits && (
                  <>
                    <Button
                      size="small"
                      aria-label={t('deviceFields.editOf', { name: typeName(type) })}
                      onClick={() => setDialog(type)}
                    >
                      {t('deviceFields.edit')}
                    </Button>{' '}
                    <Button
                      size="small"
                      aria-label={t('deviceFields.removeOf', { name: typeName(type) })}
                      onClick={() => remove.mutate(type)}
                    >
                      {t('deviceFields.remove')}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      {dialog && (
        <TypeDialog {...(dialog !== 'add' && { edited: dialog })} close={() => setDialog(undefined)} />
      )}
    </Card>
  );
}
