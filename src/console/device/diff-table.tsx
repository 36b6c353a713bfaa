import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { Glyph, type Shape, type Tone } from '../parts/status.tsx';
import type { DiffGroup, Difference } from './compare.tsx';
import { fieldValue, fieldWord, sectionWord } from './field-words.ts';

const marks: Readonly<
  Record<Difference['kind'], readonly [Shape, Tone, 'addedWord' | 'removedWord' | 'changedWord']>
> = {
  added: ['added', 'safe', 'addedWord'],
  removed: ['removed', 'critical', 'removedWord'],
  changed: ['changed', 'info', 'changedWord'],
};
const SHOWN = 12;

interface Props {
  readonly groups: readonly DiffGroup[];
  readonly from: string;
  readonly to: string;
}

/** Item, first date, second date: what went is struck on red, what came stands on green, each with its sign. */
export function DiffTable({ groups, from, to }: Props) {
  const { t } = useTranslation();
  return (
    <div className="table-scroll" role="region" aria-label={t('device.diff.title')} tabIndex={0}>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{t('device.diff.item')}</th>
            <th scope="col">{from}</th>
            <th scope="col">{to}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(group => (
            <Group key={group.section} group={group} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Group({ group }: { group: DiffGroup }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  const [all, setAll] = useState(false);
  const shown = all ? group.items : group.items.slice(0, SHOWN);
  const counts = (['added', 'removed', 'changed'] as const)
    .filter(kind => group[kind] > 0)
    .map(kind => t(`device.diff.${kind}`, { count: group[kind] }));
  return (
    <>
      <tr className="diff-group">
        <th scope="colgroup" colSpan={3}>
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? (
              <ChevronDown size={14} aria-hidden="true" />
            ) : (
              <ChevronRight size={14} aria-hidden="true" />
            )}{' '}
            {group.section === 'facts' ? t('device.diff.facts') : sectionWord(group.section, t)}{' '}
            <span className="text2">{counts.join(', ')}</span>
          </button>
        </th>
      </tr>
      {open && shown.map((item, index) => <Row key={index} item={item} />)}
      {open && group.items.length > shown.length && (
        <tr>
          <td colSpan={3} className="diff-more">
            <button type="button" className="link-button" onClick={() => setAll(true)}>
              {t('device.diff.more', { count: group.items.length - shown.length })}
            </button>
          </td>
        </tr>
      )}
    </>
  );
}

function Row({ item }: { item: Difference }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shape, tone, word] = marks[item.kind];
  const field = item.path?.split('.').at(-1);
  const say = (value: unknown): ReactNode => {
    if (value === null || value === undefined) return undefined;
    if (typeof value === 'object' && !Array.isArray(value))
      return summaryOf(value as Readonly<Record<string, unknown>>, item.section, t, format);
    return fieldValue(item.section, field ?? 'version', value, t, format);
  };
  const [before, after] = [say(item.from), say(item.to)];
  return (
    <tr>
      <th scope="row">
        <Glyph shape={shape} tone={tone} />{' '}
        <span className="visually-hidden">{t(`device.diff.${word}`)}: </span>
        {item.item && <span className="mono">{item.item}</span>}{' '}
        {field && <Fragment>{fieldWord(field, t)}</Fragment>}
      </th>
      <td className={item.kind === 'added' ? '' : 'diff-from'}>
        {item.kind === 'added' ? (
          <span className="text3">–</span>
        ) : (
          <>
            <span className="diff-sign">−</span> <s className="mono">{before ?? '–'}</s>
          </>
        )}
      </td>
      <td className={item.kind === 'removed' ? '' : 'diff-to'}>
        {item.kind === 'removed' ? (
          <span className="text3">–</span>
        ) : (
          <>
            <span className="diff-sign">+</span> <span className="mono">{after ?? '–'}</span>
          </>
        )}
      </td>
    </tr>
  );
}

const telling = [
  'version',
  'ipv4',
  'size',
  'capacity',
  'total',
  'model',
  'type',
  'serialNumber',
  'status',
  'publisher',
];

/** A whole thing in a cell: what tells it apart, not all of it. */
function summaryOf(
  value: Readonly<Record<string, unknown>>,
  section: string,
  t: Parameters<typeof fieldValue>[3],
  format: Parameters<typeof fieldValue>[4],
): string {
  const parts = telling
    .filter(field => value[field] !== undefined && value[field] !== null && value[field] !== '')
    .slice(0, 3);
  return (
    parts.map(field => fieldValue(section, field, value[field], t, format)).join(', ') ||
    String(value['name'] ?? '')
  );
}
