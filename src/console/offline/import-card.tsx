import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { announce } from '../parts/announce.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Outcome } from './outcome.tsx';
import { furtherOfNew, useResults, type ResultFile } from './use-results.ts';

/** Rows that are drawn; the counts say the rest. */
const SHOWN = 300;

/** Files are dropped, shown with what would come of each, and taken when somebody says so. */
export function ImportCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const results = useResults();
  const [foreign, setForeign] = useState(false);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { files, work } = results;
  const ready = files.filter(({ state }) => state === 'judged').length;
  const refused = files.filter(({ state }) => state === 'refused').length;
  const taken = files.filter(({ state }) => state === 'taken').length;
  const counts = t('offline.counts', { ready, refused, taken });
  const add = (chosen: FileList | null) => void results.add([...(chosen ?? [])], foreign);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!work) add(event.dataTransfer.files);
  };
  const take = async () => {
    await results.takeAll(foreign);
    await client.invalidateQueries({ queryKey: ['devices'] });
    announce(t('offline.finished'));
  };
  return (
    <Card title={t('offline.import')}>
      <p className="text2 small-gap">{t('offline.importText')}</p>
      <div
        className="drop-zone"
        data-over={over || undefined}
        onDragOver={event => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={20} aria-hidden="true" />
        <span className="wide-only">{t('offline.drop')}</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept=".muster-inventory"
          aria-label={t('offline.choose')}
          onChange={({ target }) => {
            add(target.files);
            target.value = '';
          }}
        />
        <Button disabled={work !== undefined} onClick={() => input.current?.click()}>
          {t('offline.choose')}
        </Button>
      </div>
      <Checkbox
        checked={foreign}
        disabled={work !== undefined}
        onChange={({ target }) => {
          setForeign(target.checked);
          void results.judgeAgain(target.checked);
        }}
      >
        {t('offline.foreign')}
      </Checkbox>
      {files.length > 0 && (
        <>
          <p className="top-gap" role="status">
            {work ? t(`offline.work.${work.kind}`, { done: work.done, total: work.total }) : counts}
          </p>
          <ResultTable files={files.slice(0, SHOWN)} again={furtherOfNew(files)} />
          {files.length > SHOWN && (
            <p className="text2">{t('offline.more', { count: files.length - SHOWN })}</p>
          )}
          <div className="row-actions">
            <Button type="primary" disabled={ready === 0 || work !== undefined} onClick={() => void take()}>
              {t('offline.take', { count: ready })}
            </Button>
            <Button onClick={results.clear}>{t('offline.clear')}</Button>
          </div>
        </>
      )}
    </Card>
  );
}

function ResultTable({ files, again }: { files: readonly ResultFile[]; again: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DataTable
      label={t('offline.files')}
      rows={files}
      rowKey={({ key }) => key}
      columns={[
        { key: 'host', title: t('offline.host'), cell: row => <Host result={row} /> },
        {
          key: 'collected',
          title: t('offline.collected'),
          cell: ({ received }) => (received ? format.dateTime(received.collectedAt) : '–'),
        },
        {
          key: 'outcome',
          title: t('offline.outcome'),
          prose: true,
          cell: row => <Outcome result={row} again={again.has(row.key)} />,
        },
      ]}
    />
  );
}

/** The computer as a link where a device stands for it; of a file that cannot be read, the file. */
function Host({ result: { file, received, refusal } }: { result: ResultFile }) {
  if (!received) {
    const host = refusal instanceof ProblemError ? refusal.problem.details?.['hostName'] : undefined;
    return typeof host === 'string' ? <>{host}</> : <span className="mono">{file.name}</span>;
  }
  const { deviceId, hostName } = received;
  if (deviceId === null) return <>{hostName}</>;
  return (
    <Link to="/devices/$id" params={{ id: deviceId }}>
      {hostName}
    </Link>
  );
}
