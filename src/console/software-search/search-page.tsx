import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Download, FileUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { ConditionDialog } from './condition-dialog.tsx';
import { ConditionTable } from './condition-table.tsx';
import { ExportDialog, ImportDialog } from './file-dialogs.tsx';
import { conditionsQuery, type KnownCondition } from './queries.ts';
import { RemoveDialog } from './remove-dialog.tsx';

/** Settings › Software search conditions: software that agents look for on disks. */
export function SoftwareSearchPage() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { time } = useAsOf();
  const { data, error, refetch } = useQuery(conditionsQuery);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<'add' | 'import' | 'export' | 'remove' | KnownCondition>();
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('softwareSearch.title') }]);
  const edits = may('devices.manage') && scope === null && !time;
  const selected = data?.filter(({ id }) => chosen.has(id)) ?? [];
  const close = () => setOpen(undefined);
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('softwareSearch.title')}</h1>
          <p className="text2 page-lead">{t('softwareSearch.lead')}</p>
        </div>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <Card
          title={t('softwareSearch.card')}
          action={
            edits && (
              <Button
                type="primary"
                icon={<Plus size={15} aria-hidden="true" />}
                onClick={() => setOpen('add')}
              >
                {t('softwareSearch.add')}
              </Button>
            )
          }
        >
          {data.length === 0 ? (
            <p className="text2">{t('softwareSearch.none')}</p>
          ) : (
            <ConditionTable
              conditions={data}
              edits={edits}
              chosen={chosen}
              choose={setChosen}
              edit={setOpen}
            />
          )}
          <div className="row-actions top-gap">
            {edits && (
              <Button
                danger
                icon={<Trash2 size={14} aria-hidden="true" />}
                disabled={selected.length === 0}
                onClick={() => setOpen('remove')}
              >
                {selected.length === 0
                  ? t('softwareSearch.remove')
                  : t('softwareSearch.removeChosen', { count: selected.length })}
              </Button>
            )}
            {edits && (
              <Button icon={<FileUp size={15} aria-hidden="true" />} onClick={() => setOpen('import')}>
                {t('softwareSearch.importOpen')}
              </Button>
            )}
            {data.length > 0 && (
              <Button icon={<Download size={15} aria-hidden="true" />} onClick={() => setOpen('export')}>
                {t('softwareSearch.exportOpen')}
              </Button>
            )}
          </div>
        </Card>
      ) : (
        <Bones lines={8} />
      )}
      {open === 'import' && <ImportDialog close={close} />}
      {open === 'export' && <ExportDialog close={close} />}
      {open === 'remove' && (
        <RemoveDialog conditions={selected} close={close} removed={() => setChosen(new Set())} />
      )}
      {open === 'add' && <ConditionDialog close={close} />}
      {typeof open === 'object' && <ConditionDialog edited={open} close={close} />}
    </div>
  );
}
