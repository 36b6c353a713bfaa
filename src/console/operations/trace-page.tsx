import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownOperation, ShownTrace } from '../../../domain/operation-logs/records/index.ts';
import { PinButton } from '../cases/pin-button.tsx';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';
import { useMedia } from '../parts/use-media.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { useKeys } from '../shell/keys.ts';
import { dayOf } from './days.ts';
import { lastPart, objectOf } from './object.ts';
import { OwnTime } from './own-time.tsx';
import { PurposeDialog } from './purpose-dialog.tsx';
import { usePurpose, wantsPurpose } from './purpose.ts';
import { traceQuery } from './queries.ts';
import { useSetOperationState } from './state.ts';
import { TraceGraph } from './trace-graph.tsx';
import { TraceSteps } from './trace-steps.tsx';
import { termWord } from './words.ts';

const RecordDrawer = lazy(() =>
  import('./record-drawer.tsx').then(module => ({ default: module.RecordDrawer })),
);

/** Where the file of a record came from and where it went, over copies, names and computers. */
export function TracePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const { sel } = useSearch({ strict: false });
  const set = useSetOperationState();
  const [purpose] = usePurpose();
  const phone = useMedia('(max-width: 760px)');
  const { data, error, refetch } = useQuery(traceQuery(id, purpose));
  const asked = data?.steps[data.start]?.operation;
  const name = asked && nameOf(asked);
  usePageTitle([{ text: t('operations.title'), to: '/operations' }, { text: t('operations.trace.title') }]);
  useKeys(sel ? { Escape: () => set({ sel: undefined }) } : {});
  const select = (record: string) => set({ sel: record }, sel === undefined);
  return (
    <div className="list-page plain" data-drawer={sel ? true : undefined}>
      <section className="list-main trace-page">
        <div className="list-head">
          <div className="title-row">
            <Link
              to="/operations"
              search={asked ? { day: dayOf(Date.parse(asked.at)), sel: asked.id } : {}}
              className="button small"
            >
              <ChevronLeft size={14} aria-hidden="true" /> {t('operations.trace.back')}
            </Link>
            <h1 className="trace-title">
              {name === undefined ? t('operations.trace.title') : t('operations.trace.of', { name })}
            </h1>
            <span className="spacer" />
            {asked && <PinButton records={[asked.id]} what="trace" />}
          </div>
          {data && <Facts trace={data} select={select} />}
        </div>
        {wantsPurpose(error) ? (
          <PurposeDialog />
        ) : error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : data ? (
          <div className="trace-body">
            {!phone && <TraceGraph steps={data.steps} start={data.start} selected={sel} select={select} />}
            <div className="card-pad">
              <TraceSteps trace={data} select={select} />
            </div>
          </div>
        ) : (
          <Bones lines={9} />
        )}
      </section>
      <Suspense fallback={<div className="drawer" />}>
        {sel && <RecordDrawer key={sel} id={sel} close={() => set({ sel: undefined })} />}
      </Suspense>
    </div>
  );
}

const nameOf = (record: ShownOperation): string => {
  const { from, to } = objectOf(record);
  return lastPart(to ?? from ?? '');
};

/** How long the way is, and its two ends. */
function Facts({ trace, select }: { readonly trace: ShownTrace; readonly select: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { steps, first, last, cut } = trace;
  const computers = new Set(steps.map(({ operation }) => operation.device)).size;
  const suspicious = steps.filter(({ operation }) => operation.suspicious).length;
  const span = useSpanWord(first, last);
  const end = (key: 'first' | 'last', record: ShownOperation) => (
    <li>
      <span className="text2">{t(`operations.trace.${key}`)}</span> <OwnTime record={record} dated />{' '}
      <button type="button" className="link-button" onClick={() => select(record.id)}>
        {termWord('details', record.detail, t)}
      </button>{' '}
      <span className="mono">{record.computer ?? record.source}</span>
    </li>
  );
  return (
    <>
      <p className="trace-facts">
        <span>
          {t('operations.trace.steps', { count: steps.length, number: format.number(steps.length), span })}
        </span>
        <span>{t('operations.trace.computers', { count: computers, number: format.number(computers) })}</span>
        {suspicious > 0 && (
          <Toned
            shape="suspicious"
            tone="important"
            word={t('operations.trace.suspicious', { count: suspicious, number: format.number(suspicious) })}
            pill
          />
        )}
      </p>
      <ul className="trace-facts">
        {first && end('first', first)}
        {last && end('last', last)}
      </ul>
      {cut && (
        <p className="notice slim" data-tone="warning">
          {t('operations.trace.cut', { number: format.number(steps.length) })}
        </p>
      )}
    </>
  );
}

function useSpanWord(first: ShownOperation | null, last: ShownOperation | null): string {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = first && last ? (Date.parse(last.at) - Date.parse(first.at)) / 1_000 : 0;
  const word = (unit: 'seconds' | 'minutes' | 'hours' | 'days', size: number) =>
    t(`operations.trace.${unit}`, { n: format.number(seconds / size) });
  if (seconds < 60) return word('seconds', 1);
  if (seconds < 3_600) return word('minutes', 60);
  return seconds < 2 * 86_400 ? word('hours', 3_600) : word('days', 86_400);
}
