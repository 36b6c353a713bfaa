import { useTranslation } from 'react-i18next';
import { problemText } from '../parts/problem-text.ts';
import { Glyph, type Shape, type Tone } from '../parts/status.tsx';
import { useFormat } from '../parts/format.ts';
import type { OfflineReceived } from '../api/types.ts';
import { ProblemError } from '../api/client.ts';
import type { ResultFile } from './use-results.ts';

const looks = {
  registered: ['added', 'safe'],
  changed: ['changed', 'safe'],
  unchanged: ['ok', 'text2'],
  late: ['warning', 'warning'],
  known: ['removed', 'text2'],
} as const satisfies Readonly<Record<OfflineReceived['outcome'], readonly [Shape, Tone]>>;

/** What would come of a file, or came of it, and what is to be known besides. */
export function Outcome({ result, again }: { result: ResultFile; again: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, received } = result;
  if (state === 'waiting') return <Said shape="queued" tone="info" text={t('offline.waiting')} notes={[]} />;
  if (state === 'refused' || !received) {
    const reason = reasonOf(result.refusal);
    const notes = reason ? [t(`offline.reasons.${reason}`)] : [];
    return <Said shape="failed" tone="critical" text={problemText(result.refusal)} notes={notes} />;
  }
  if (again) return <Said shape="changed" tone="safe" text={t('offline.again')} notes={[]} />;
  const enteredText = ({ outcome, faults }: NonNullable<OfflineReceived['entered']>): string =>
    outcome === 'refused' && faults.length > 0
      ? t('offline.entered.unfit', { fields: faults.map(({ name }) => name).join(', ') })
      : t(`offline.entered.${outcome}`);
  const [shape, tone] = looks[received.outcome];
  const notes = [
    ...(received.newest !== null && received.outcome === 'late'
      ? [t('offline.newest', { when: format.dateTime(received.newest) })]
      : []),
    ...(received.claimedAt === null
      ? []
      : [t('offline.ahead', { when: format.dateTime(received.claimedAt) })]),
    ...(received.managed ? [] : [t('offline.unlicensed')]),
    ...(received.foreign ? [t('offline.foreignNote')] : []),
    ...(received.entered ? [enteredText(received.entered)] : []),
    ...(received.outdated ? [t('offline.outdated')] : []),
  ];
  const words = state === 'taken' ? 'offline.done' : 'offline.would';
  return <Said shape={shape} tone={tone} text={t(`${words}.${received.outcome}`)} notes={notes} />;
}

/** What is wrong with a file, where the server says it in a word. */
const reasons = {
  truncated: true,
  'not-packed': true,
  'not-json': true,
  'not-results': true,
  form: true,
  host: true,
  inventory: true,
} as const;

function reasonOf(refusal: unknown): keyof typeof reasons | undefined {
  const reason = refusal instanceof ProblemError ? refusal.problem.details?.['reason'] : undefined;
  return typeof reason === 'string' && Object.hasOwn(reasons, reason)
    ? (reason as keyof typeof reasons)
    : undefined;
}

interface Saying {
  readonly shape: Shape;
  readonly tone: Tone;
  readonly text: string;
  readonly notes: readonly string[];
}

function Said({ shape, tone, text, notes }: Saying) {
  return (
    <span className="offline-outcome">
      <Glyph shape={shape} tone={tone} />
      <span>
        {text}
        {notes.map(note => (
          <span key={note} className="text2">
            {' '}
            {note}
          </span>
        ))}
      </span>
    </span>
  );
}
