import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateInstallerDialog } from '../installers/create-dialog.tsx';
import { useMayInstall } from '../installers/installer-list.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';
import { ConfigurationEditor } from './configuration-editor.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import type { Configuration } from './types.ts';
import { useMayManage } from './use-may-manage.ts';

type Open =
  | { readonly kind: 'editor'; readonly edited?: Configuration; readonly from: Configuration }
  | { readonly kind: 'installer'; readonly configuration: string }
  | { readonly kind: 'removal'; readonly removed: readonly Configuration[] };

export function ConfigurationList({ configurations }: { readonly configurations: readonly Configuration[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const manage = useMayManage();
  const mayInstall = useMayInstall();
  const [open, setOpen] = useState<Open>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const standard = configurations.find(each => each.default);
  const removable = configurations.filter(each => chosen.has(each.id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const minutes = (item: 'securityMinutes' | 'otherMinutes' | 'pollingMinutes') => ({
    key: item,
    title: t(`agents.fields.${item}.label`),
    right: true,
    cell: (row: Configuration) => t('agents.minutes', { number: format.number(row.settings[item]) }),
  });
  return (
    <>
      <Card
        title={t('agents.tabs.configurations')}
        action={
          manage &&
          standard && (
            <span className="row-actions">
              {removable.length > 0 && (
                <Button size="small" onClick={() => setOpen({ kind: 'removal', removed: removable })}>
                  {t('agents.removeChosen', { count: removable.length })}
                </Button>
              )}
              <Button
                size="small"
                type="primary"
                icon={<Plus size={13} aria-hidden="true" />}
                onClick={() => setOpen({ kind: 'editor', from: standard })}
              >
                {t('agents.add')}
              </Button>
            </span>
          )
        }
      >
        <DataTable<Configuration>
          label={t('agents.tabs.configurations')}
          rows={configurations}
          rowKey={row => row.id}
          columns={[
            {
              key: 'name',
              title: t('agents.name'),
              cell: row => (
                <span className="agent-row-name">
                  {manage && (
                    <input
                      type="checkbox"
                      aria-label={t('agents.chooseOne', { name: row.name })}
                      checked={chosen.has(row.id)}
                      disabled={row.default}
                      onChange={() => toggle(row.id)}
                    />
                  )}
                  <span>
                    <strong>{row.name}</strong>
                    {row.default && <span className="small text2 agent-note">{t('agents.isDefault')}</span>}
                  </span>
                </span>
              ),
            },
            {
              key: 'contact',
              title: t('agents.contact'),
              cell: row =>
                row.settings.communicate ? (
                  <Toned shape="online" tone="safe" word={t('agents.online')} />
                ) : (
                  <Toned shape="offline" tone="unknown" word={t('agents.offline')} />
                ),
            },
            minutes('securityMinutes'),
            minutes('otherMinutes'),
            minutes('pollingMinutes'),
            {
              key: 'assigned',
              title: t('agents.assignedTo'),
              cell: row =>
                row.groups + row.computers === 0 ? (
                  <span className="text3">–</span>
                ) : (
                  t('agents.assignedCounts', { groups: row.groups, computers: row.computers })
                ),
            },
            {
              key: 'devices',
              title: t('agents.devices'),
              right: true,
              cell: row => (row.devices === null ? '–' : format.number(row.devices)),
            },
            ...(manage
              ? [
                  {
                    key: 'acts',
                    title: t('agents.acts'),
                    cell: (row: Configuration) => (
                      <span className="row-actions agent-acts">
                        <Button
                          size="small"
                          aria-label={t('agents.editOne', { name: row.name })}
                          onClick={() => setOpen({ kind: 'editor', edited: row, from: row })}
                        >
                          {t('agents.edit')}
                        </Button>
                        <Button
                          size="small"
                          aria-label={t('agents.copyOne', { name: row.name })}
                          onClick={() => setOpen({ kind: 'editor', from: row })}
                        >
                          {t('agents.copy')}
                        </Button>
                        {mayInstall && (
                          <Button
                            size="small"
                            aria-label={t('installers.createOf', { name: row.name })}
                            onClick={() => setOpen({ kind: 'installer', configuration: row.id })}
                          >
                            {t('installers.create')}
                          </Button>
                        )}
                        {!row.default && (
                          <Button
                            size="small"
                            aria-label={t('agents.removeOne', { name: row.name })}
                            onClick={() => setOpen({ kind: 'removal', removed: [row] })}
                          >
                            {t('agents.remove')}
                          </Button>
                        )}
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Card>
      {open?.kind === 'editor' && standard && (
        <ConfigurationEditor
          edited={open.edited}
          from={open.from}
          standard={standard}
          close={() => setOpen(undefined)}
        />
      )}
      {open?.kind === 'installer' && (
        <CreateInstallerDialog
          configurations={configurations}
          configuration={open.configuration}
          close={() => setOpen(undefined)}
        />
      )}
      {open?.kind === 'removal' && (
        <RemoveDialog
          removed={open.removed}
          close={() => setOpen(undefined)}
          done={() => setChosen(new Set())}
        />
      )}
    </>
  );
}
