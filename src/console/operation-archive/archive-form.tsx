import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchiveSettings } from '../../../domain/operation-logs/index.ts';
import { Check, isWithin, NumberField } from '../operation-settings/fields.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';
import { toast } from '../parts/toast.tsx';
import { archiveKeys, saveArchive, type Archive } from './queries.ts';

const limits = { least: 1, most: 3_660 };

/** The folder, how many days come back, and whether each day is exported. */
export function ArchiveForm({ archive, edits }: { readonly archive: Archive; readonly edits: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const id = useId();
  const { folder, mostDays, automaticDays, export: exported } = archive;
  const stored: ArchiveSettings = { folder, mostDays, automaticDays, export: exported };
  const [draft, setDraft] = useState(stored);
  const set = (changed: Partial<ArchiveSettings>) => setDraft({ ...draft, ...changed });
  const save = useMutation({
    mutationFn: () => saveArchive({ ...draft, folder: draft.folder?.trim() || null }),
    onSuccess: async () => {
      await client.invalidateQueries(archiveKeys);
      toast(t('operationArchive.saved'));
    },
  });
  const fits = (value: number) => isWithin(value, limits.least, limits.most);
  const whole = fits(draft.mostDays) && (draft.automaticDays === null || fits(draft.automaticDays));
  const wrong = t('agents.between', limits);
  return (
    <Card title={t('operationArchive.where')}>
      <fieldset disabled={!edits} className="setting-group">
        {archive.problem !== null && (
          <p className="field-error" role="alert">
            <Glyph shape="failed" tone="critical" /> {t(`operationArchive.problems.${archive.problem}`)}
          </p>
        )}
        <div className="agent-field">
          <label htmlFor={id}>{t('operationArchive.folder')}</label>
          <Input
            id={id}
            className="mono"
            spellCheck={false}
            value={draft.folder ?? ''}
            placeholder="/srv/muster-archive"
            aria-describedby={`${id}-help`}
            onChange={event => set({ folder: event.target.value === '' ? null : event.target.value })}
          />
          <p className="small text2" id={`${id}-help`}>
            {t('operationArchive.folderHelp')}
          </p>
        </div>
        <NumberField
          label={t('operationArchive.mostDays')}
          value={draft.mostDays}
          {...limits}
          wrong={wrong}
          onChange={most => set({ mostDays: most })}
        />
        <Check
          label={t('operationArchive.automatic')}
          help={t('operationArchive.automaticHelp')}
          checked={draft.automaticDays !== null}
          onChange={on => set({ automaticDays: on ? 31 : null })}
        />
        {draft.automaticDays !== null && (
          <NumberField
            label={t('operationArchive.automaticDays')}
            value={draft.automaticDays}
            {...limits}
            wrong={wrong}
            onChange={days => set({ automaticDays: days })}
          />
        )}
        <Check
          label={t('operationArchive.export')}
          help={t('operationArchive.exportHelp')}
          checked={draft.export}
          onChange={on => set({ export: on })}
        />
        <p className="small text2">
          {t('operationArchive.holds', {
            count: archive.archivedDays,
            records: format.number(archive.records),
            size: format.bytes(archive.bytes),
          })}
        </p>
      </fieldset>
      {save.error && <ErrorPanel error={save.error} />}
      {edits ? (
        <div className="row-actions top-gap">
          <Button type="primary" disabled={!whole} loading={save.isPending} onClick={() => save.mutate()}>
            {t('operationArchive.save')}
          </Button>
          <Button onClick={() => setDraft(stored)}>{t('common.reset')}</Button>
        </div>
      ) : (
        <p className="text2 top-gap">{t('operationLogs.readOnly')}</p>
      )}
    </Card>
  );
}
