import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';
import { recordOfDevice } from '../operations/links.ts';
import { objectOf } from '../operations/object.ts';
import { OwnTime } from '../operations/own-time.tsx';
import { termWord } from '../operations/words.ts';
import { Card } from '../parts/card.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { actorWord } from './actor.ts';
import { actOnCase, type CaseDetail } from './queries.ts';
import { TextDialog } from './text-dialog.tsx';

interface Props {
  readonly of: CaseDetail;
  /** It takes changes. */
  readonly works: boolean;
}

/** A record, or a trace by its record. */
interface Line {
  readonly kind: 'records' | 'traces';
  readonly id: string;
  readonly operation: ShownOperation;
  readonly pinned: CaseDetail['records'][number]['pinned'];
  /** Of a trace. */
  readonly steps: number | null;
}

/** Records and traces as they were when they were pinned. */
export function PinnedCard({ of, works }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<Line>();
  const lines: readonly Line[] = [
    ...of.records.map(({ operation, pinned }): Line => ({
      kind: 'records',
      id: operation.id,
      operation,
      pinned,
      steps: null,
    })),
    ...of.traces.flatMap(({ record, pinned, trace }): readonly Line[] => {
      const operation = trace.steps[trace.start]?.operation;
      return operation ? [{ kind: 'traces', id: record, operation, pinned, steps: trace.steps.length }] : [];
    }),
  ];
  const columns = useColumns();
  const unpin: TableColumn<Line> = {
    key: 'unpin',
    title: t('cases.columns.unpin'),
    cell: line => (
      <button
        type="button"
        className="icon-button"
        aria-label={t('cases.unpin', { id: line.id })}
        onClick={() => setLeaving(line)}
      >
        <X size={14} aria-hidden="true" />
      </button>
    ),
  };
  return (
    <Card title={t('cases.pinned')}>
      {lines.length === 0 ? (
        <p className="text2">{t('cases.nothingPinned')}</p>
      ) : (
        <DataTable
          label={t('cases.pinned')}
          rows={lines}
          rowKey={({ kind, id }) => `${kind} ${id}`}
          columns={works ? [...columns, unpin] : columns}
        />
      )}
      {leaving && (
        <TextDialog
          title={t('cases.unpinTitle')}
          label={t('cases.reason')}
          verb={t('cases.unpinVerb')}
          act={reason => actOnCase(client, of.id, 'unpin', { [leaving.kind]: [leaving.id], reason })}
          close={() => setLeaving(undefined)}
        />
      )}
    </Card>
  );
}

function useColumns(): readonly TableColumn<Line>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'time',
      title: t('operations.list.time'),
      cell: line => <OwnTime record={line.operation} dated />,
    },
    {
      key: 'computer',
      title: t('operations.list.computer'),
      mono: true,
      cell: ({ operation }) => operation.computer ?? operation.source ?? '–',
    },
    { key: 'user', title: t('operations.list.user'), mono: true, cell: line => line.operation.user ?? '–' },
    {
      key: 'operation',
      title: t('operations.list.operation'),
      cell: ({ kind, id, operation, steps }) =>
        kind === 'records' ? (
          <Link to="/operations" search={recordOfDevice(operation.device, id)}>
            {termWord('details', operation.detail, t)}
          </Link>
        ) : (
          <Link to="/operations/$id/trace" params={{ id }}>
            {t('cases.traceOf', { count: steps ?? 0, number: format.number(steps ?? 0) })}
          </Link>
        ),
    },
    {
      key: 'object',
      title: t('operations.list.object'),
      mono: true,
      prose: true,
      cell: ({ operation }) => {
        const { from, to } = objectOf(operation);
        return [from, to].filter(Boolean).join(' → ') || '–';
      },
    },
    {
      key: 'by',
      title: t('cases.columns.pinnedBy'),
      mono: true,
      cell: ({ pinned }) => actorWord(pinned.actor),
    },
  ];
}
