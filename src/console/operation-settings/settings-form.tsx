import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { DetailChoice } from './detail-choice.tsx';
import { isComplete, limits, subjects, tidied, type Collection, type Draft } from './draft.ts';
import { Check, LinesField, NumberField } from './fields.tsx';
import { HoldsNotice } from './holds-notice.tsx';
import { HoursFields } from './hours-fields.tsx';
import { RedactionFields } from './redaction-fields.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { TryConditions } from './try-conditions.tsx';

interface Props {
  readonly settings: Draft;
  /** Who may not change them sees them all the same. */
  readonly edits: boolean;
}

export function SettingsForm({ settings, edits }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(settings);
  const [checking, setChecking] = useState(false);
  const { collection, suspicious } = draft;
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  const collect = (changed: Partial<Collection>) => set({ collection: { ...collection, ...changed } });
  const suspect = (changed: Partial<Draft['suspicious']>) =>
    set({ suspicious: { ...suspicious, ...changed } });
  const number = (key: keyof typeof limits) => ({
    ...limits[key],
    wrong: t('agents.between', { least: limits[key].least, most: limits[key].most }),
  });
  return (
    <>
      <fieldset disabled={!edits} className="setting-cards">
        <Card title={t('operationLogs.acquisition')}>
          <div className="setting-group">
            <Check
              label={t('operationLogs.acquire')}
              help={t('operationLogs.acquireHelp')}
              checked={draft.acquire}
              onChange={acquire => set({ acquire })}
            />
            <NumberField
              label={t('operationLogs.days')}
              value={draft.days}
              {...number('days')}
              onChange={days => set({ days })}
            />
            <p className="small text2">{t('operationLogs.daysHelp')}</p>
            <HoldsNotice />
            <Check
              label={t('operationLogs.purpose')}
              help={t('operationLogs.purposeHelp')}
              checked={draft.purposeRequired}
              onChange={purposeRequired => set({ purposeRequired })}
            />
          </div>
        </Card>
        <Card title={t('operationLogs.details.title')}>
          <DetailChoice
            chosen={collection.details}
            onChange={details => collect({ details: [...details] })}
          />
        </Card>
        <Card title={t('operationLogs.conditions.title')}>
          <p className="small text2">{t('operationLogs.conditions.help')}</p>
          <div className="setting-pairs">
            {subjects.map(subject => (
              <fieldset key={subject}>
                <legend>{t(`operationLogs.conditions.${subject}`)}</legend>
                {(['include', 'exclude'] as const).map(way => (
                  <LinesField
                    key={way}
                    label={t(`operationLogs.conditions.${way}`)}
                    value={collection[subject][way]}
                    onChange={lines => collect({ [subject]: { ...collection[subject], [way]: [...lines] } })}
                  />
                ))}
              </fieldset>
            ))}
          </div>
        </Card>
        <Card title={t('operationLogs.computer')}>
          <div className="setting-group">
            <NumberField
              label={t('operationLogs.interval')}
              value={collection.intervalMinutes}
              {...number('intervalMinutes')}
              onChange={intervalMinutes => collect({ intervalMinutes })}
            />
            <NumberField
              label={t('operationLogs.retention')}
              value={collection.retentionDays}
              {...number('retentionDays')}
              onChange={retentionDays => collect({ retentionDays })}
            />
          </div>
        </Card>
        <Card title={t('operationLogs.privacy')}>
          <RedactionFields
            rules={collection.redaction}
            disabled={!edits}
            onChange={redaction => collect({ redaction })}
          />
          <HoursFields
            hours={collection.privateHours}
            disabled={!edits}
            onChange={privateHours => collect({ privateHours })}
          />
          <ColumnChoice
            label={t('operationLogs.leaveOut')}
            value={collection.leaveOut}
            disabled={!edits}
            onChange={leaveOut => collect({ leaveOut })}
          />
        </Card>
        <Card title={t('operationLogs.suspicious.title')}>
          <div className="setting-group">
            {(['mail', 'webFtp', 'externalDevice'] as const).map(key => (
              <Check
                key={key}
                label={t(`operationLogs.suspicious.${key}`)}
                checked={suspicious[key]}
                onChange={on => suspect({ [key]: on })}
              />
            ))}
            <Check
              label={t('operationLogs.suspicious.printedPages')}
              help={t('operationLogs.suspicious.printedHelp')}
              checked={suspicious.printedPages !== null}
              onChange={on => suspect({ printedPages: on ? 100 : null })}
            />
            {suspicious.printedPages !== null && (
              <NumberField
                label={t('operationLogs.suspicious.pages')}
                value={suspicious.printedPages}
                {...number('printedPages')}
                onChange={printedPages => suspect({ printedPages })}
              />
            )}
          </div>
          {edits && <TryConditions conditions={suspicious} />}
        </Card>
      </fieldset>
      {edits ? (
        <div className="row-actions top-gap">
          <Button type="primary" disabled={!isComplete(draft)} onClick={() => setChecking(true)}>
            {t('operationLogs.checkFirst')}
          </Button>
          <Button onClick={() => setDraft(settings)}>{t('common.reset')}</Button>
        </div>
      ) : (
        <p className="text2 top-gap">{t('operationLogs.readOnly')}</p>
      )}
      {checking && <SaveDialog settings={tidied(draft)} close={() => setChecking(false)} />}
    </>
  );
}
