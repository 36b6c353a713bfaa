import type { ShownTrace, ShownTraceStep } from '../../../domain/operation-logs/records/index.ts';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../parts/data-table.tsx';
import { Toned } from '../parts/status.tsx';
import { useMedia } from '../parts/use-media.ts';
import { OwnTime } from './own-time.tsx';
import { termWord } from './words.ts';

interface Props {
  readonly trace: ShownTrace;
  readonly select: (id: string) => void;
}

/** The same steps as the graph shows, oldest first: a table, and on a phone a list. */
export function TraceSteps({ trace, select }: Props) {
  const { t } = useTranslation();
  const phone = useMedia('(max-width: 760px)');
  const asked = trace.steps[trace.start];
  const word = (step: ShownTraceStep) => (
    <span className="trace-word">
      <button type="button" className="row-link name-button" onClick={() => select(step.operation.id)}>
        {termWord('details', step.operation.detail, t)}
      </button>
      {step.operation.suspicious && (
        <Toned shape="suspicious" tone="important" word={t('operations.suspicious')} />
      )}
      {step.operation.archived && <span className="tag">{t('operations.record.archived')}</span>}
      {step === asked && <span className="tag">{t('operations.trace.asked')}</span>}
    </span>
  );
  const computer = ({ operation }: ShownTraceStep) => operation.computer ?? operation.source ?? '–';
  if (phone)
    return (
      <ol className="trace-list">
        {trace.steps.map(step => (
          <li key={step.operation.id}>
            <div className="trace-list-head">
              {word(step)}
              <OwnTime record={step.operation} dated />
            </div>
            <div className="mono text2 wrap">{step.from}</div>
            <div className="mono wrap">{step.to}</div>
            <div className="small text2">{computer(step)}</div>
          </li>
        ))}
      </ol>
    );
  return (
    <DataTable
      label={t('operations.trace.table')}
      rows={trace.steps}
      rowKey={step => step.operation.id}
      columns={[
        {
          key: 'time',
          title: t('operations.list.time'),
          cell: step => <OwnTime record={step.operation} dated />,
        },
        { key: 'operation', title: t('operations.list.operation'), prose: true, cell: word },
        {
          key: 'from',
          title: t('operations.trace.from'),
          mono: true,
          cell: step => step.from ?? <span className="text3">–</span>,
        },
        {
          key: 'to',
          title: t('operations.trace.to'),
          mono: true,
          cell: step => step.to ?? <span className="text3">–</span>,
        },
        { key: 'computer', title: t('operations.list.computer'), mono: true, cell: computer },
        {
          key: 'user',
          title: t('operations.list.user'),
          mono: true,
          cell: step => step.operation.user ?? <span className="text3">–</span>,
        },
        {
          key: 'by',
          title: t('operations.trace.how'),
          cell: step => t(`operations.trace.by.${step.by}`),
        },
      ]}
    />
  );
}
