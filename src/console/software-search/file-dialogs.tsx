import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { conditionColumns, type ConditionColumn } from '../../../domain/devices/condition-columns/index.ts';
import { encodings, type Encoding } from '../../../domain/system/file-encodings/index.ts';
import { apiUrl, ProblemError } from '../api/client.ts';
import type { Outcome } from '../api/types.ts';
import { Choice } from '../device-fields/inputs.tsx';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { importConditions, readConditionsAnew, searchPath } from './queries.ts';

interface EncodingProps {
  readonly value: Encoding;
  readonly onChange: (encoding: Encoding) => void;
}

function EncodingChoice({ value, onChange }: EncodingProps) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('softwareSearch.encoding')}
      value={value}
      options={encodings.map(each => [each, each])}
      onChange={encoding => onChange(encoding as Encoding)}
    />
  );
}

/** Which columns, in which encoding. */
export function ExportDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const [encoding, setEncoding] = useState<Encoding>('UTF-8');
  const [chosen, setChosen] = useState<ReadonlySet<ConditionColumn>>(new Set(conditionColumns));
  const toggle = (column: ConditionColumn) => {
    const next = new Set(chosen);
    if (!next.delete(column)) next.add(column);
    setChosen(next);
  };
  const fields = conditionColumns.filter(column => chosen.has(column)).join(',');
  return (
    <Dialog
      title={t('softwareSearch.export')}
      close={close}
      lasting
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          {chosen.size > 0 && (
            <a
              className="button primary"
              href={apiUrl(`${searchPath}/export`, { encoding, fields })}
              download
              onClick={close}
            >
              <Download size={15} aria-hidden="true" /> {t('softwareSearch.exportVerb')}
            </a>
          )}
        </>
      }
    >
      <fieldset className="choices">
        <legend>{t('softwareSearch.items')}</legend>
        {conditionColumns.map(column => (
          <label key={column}>
            <input type="checkbox" checked={chosen.has(column)} onChange={() => toggle(column)} />{' '}
            {t(`softwareSearch.columns.${column}`)}
          </label>
        ))}
      </fieldset>
      <EncodingChoice value={encoding} onChange={setEncoding} />
    </Dialog>
  );
}

interface Chosen {
  readonly file: File;
  readonly encoding: Encoding;
}

/** A file is judged as soon as it is chosen, and taken over when somebody says so. */
export function ImportDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const [encoding, setEncoding] = useState<Encoding>('UTF-8');
  const judge = useMutation({ mutationFn: (chosen: Chosen) => send(chosen, true) });
  const take = useMutation({
    mutationFn: (chosen: Chosen) => send(chosen, false),
    onSuccess: async outcome => {
      close();
      await readConditionsAnew();
      toast(t('softwareSearch.imported', countsOf(outcome)));
    },
  });
  const choose = (chosen: Partial<Chosen>) => {
    const next = { file, encoding, ...chosen };
    setFile(next.file);
    setEncoding(next.encoding);
    if (next.file) judge.mutate({ file: next.file, encoding: next.encoding });
  };
  const error = take.error ?? judge.error;
  const ready = judge.data && !judge.isPending && file;
  return (
    <Dialog
      title={t('softwareSearch.import')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!ready || take.isPending}
            onClick={() => file && take.mutate({ file, encoding })}
          >
            {t('softwareSearch.importVerb')}
          </Button>
        </>
      }
    >
      <p>
        {t('softwareSearch.importText')}{' '}
        <a href={apiUrl(`${searchPath}/sample`, { encoding })} download>
          {t('softwareSearch.sample')}
        </a>
      </p>
      <EncodingChoice value={encoding} onChange={each => choose({ encoding: each })} />
      <div className="row-actions">
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,text/csv"
          aria-label={t('softwareSearch.choose')}
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen) choose({ file: chosen });
            target.value = '';
          }}
        />
        <Button onClick={() => input.current?.click()}>{t('softwareSearch.choose')}</Button>
        {file && <span className="mono">{file.name}</span>}
      </div>
      {ready && <p role="status">{t('softwareSearch.would', countsOf(judge.data))}</p>}
      {error && <Refusal error={error} />}
      {error && <Faults error={error} />}
    </Dialog>
  );
}

const send = ({ file, encoding }: Chosen, dryRun: boolean) => importConditions(file, encoding, dryRun);

function countsOf({ events }: Outcome): { added: number; changed: number } {
  const count = (wanted: string) => {
    const event = events.find(({ type }) => type === wanted);
    return (event?.data as { conditions: readonly unknown[] } | undefined)?.conditions.length ?? 0;
  };
  return { added: count('SearchConditionsAdded'), changed: count('SearchConditionsEdited') };
}

interface Fault {
  readonly row: number;
  readonly column: ConditionColumn | null;
  readonly fault:
    'COLUMN_MISSING' | 'COLUMN_UNKNOWN' | 'COLUMN_TWICE' | 'ROW_TOO_LONG' | 'TOO_MANY' | 'VALUE';
}

/** Where in the file something is wrong. */
function Faults({ error }: { readonly error: Error }) {
  const { t } = useTranslation();
  const faults = error instanceof ProblemError ? error.problem.details?.['faults'] : undefined;
  if (!Array.isArray(faults)) return null;
  return (
    <ul className="refusals" tabIndex={0} aria-label={t('softwareSearch.faults')}>
      {(faults as readonly Fault[]).map(({ row, column, fault }, at) => (
        <li key={at}>
          {t('softwareSearch.fault', { row })} {column !== null && <span className="mono">{column}</span>}{' '}
          {fault === 'VALUE' && column !== null
            ? t(`softwareSearch.values.${column}`)
            : t(`softwareSearch.faultOf.${fault}`)}
        </li>
      ))}
    </ul>
  );
}
