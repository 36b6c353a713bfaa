import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { ListFilter } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { rfc3339 } from '../shell/as-of.ts';
import { eventFilterText, readEventFilter } from './filter.ts';

interface Fields {
  readonly type: string;
  readonly stream: string;
  readonly actor: string;
  readonly from: string;
  readonly to: string;
}

const none: Fields = { type: '', stream: '', actor: '', from: '', to: '' };
const minute = (ms: unknown) => (typeof ms === 'number' ? rfc3339(new Date(ms)).slice(0, 16) : '');

function fieldsOf(text: string | undefined): { readonly fields: Fields; readonly rest: readonly Filter[] } {
  const filter = readEventFilter(text);
  const conditions = filter === undefined ? [] : filter.op === 'and' ? filter.filters : [filter];
  let fields = none;
  const rest: Filter[] = [];
  for (const each of conditions) {
    if (
      each.op === 'contains' &&
      (each.column === 'type' || each.column === 'stream' || each.column === 'actor')
    )
      fields = { ...fields, [each.column]: each.value };
    else if (each.op === 'range' && each.column === 'at')
      fields = { ...fields, from: minute(each.gte), to: minute(each.lte) };
    else rest.push(each);
  }
  return { fields, rest };
}

function filterTextOf(fields: Fields, rest: readonly Filter[]): string | undefined {
  const conditions: Filter[] = [...rest];
  for (const column of ['type', 'stream', 'actor'] as const)
    if (fields[column].trim()) conditions.push({ op: 'contains', column, value: fields[column].trim() });
  if (fields.from || fields.to)
    conditions.push({
      op: 'range',
      column: 'at',
      ...(fields.from ? { gte: Date.parse(fields.from) } : {}),
      ...(fields.to ? { lte: Date.parse(fields.to) } : {}),
    });
  return conditions.length === 0 ? undefined : eventFilterText({ op: 'and', filters: conditions });
}

/** Filters of the log, kept in the address as the same short text as everywhere. */
export function EventFilters() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { f } = useSearch({ strict: false });
  const { rest } = fieldsOf(f);
  const group = useId();
  // Only a phone folds them away: five fields are half of its height.
  const [open, setOpen] = useState(false);
  const [fields, setFields] = useState(() => fieldsOf(f).fields);
  const set = (next: Fields) => {
    setFields(next);
    void navigate({
      to: '.',
      replace: true,
      search: previous => ({ ...previous, f: filterTextOf(next, rest), sel: undefined }),
    });
  };
  return (
    <>
      <Button
        className="phone-only events-filter-button"
        icon={<ListFilter size={14} aria-hidden="true" />}
        aria-expanded={open}
        aria-controls={group}
        onClick={() => setOpen(!open)}
      >
        {t('events.filters', { count: conditionsIn(fields) + rest.length })}
      </Button>
      <div
        id={group}
        className="filter-bar events-filter"
        data-open={open || undefined}
        role="group"
        aria-label={t('devices.filter.add')}
      >
        <Small
          label={t('events.filterType')}
          value={fields.type}
          onChange={type => set({ ...fields, type })}
        />
        <Small
          label={t('events.filterStream')}
          value={fields.stream}
          onChange={stream => set({ ...fields, stream })}
        />
        <Small
          label={t('events.filterActor')}
          value={fields.actor}
          onChange={actor => set({ ...fields, actor })}
        />
        <Small
          label={t('events.filterFrom')}
          type="datetime-local"
          value={fields.from}
          onChange={from => set({ ...fields, from })}
        />
        <Small
          label={t('events.filterTo')}
          type="datetime-local"
          value={fields.to}
          onChange={to => set({ ...fields, to })}
        />
        {rest.map((each, index) => (
          <span key={index} className="tag mono">
            {eventFilterText(each)}
          </span>
        ))}
        {f && (
          <button
            type="button"
            className="link-button"
            onClick={() => {
              setFields(none);
              void navigate({ to: '.', replace: true, search: previous => ({ ...previous, f: undefined }) });
            }}
          >
            {t('events.clear')}
          </button>
        )}
      </div>
    </>
  );
}

const conditionsIn = (fields: Fields) => Object.values(fields).filter(each => each !== '').length;

function Small({
  label,
  value,
  onChange,
  type = 'text',
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: string;
}) {
  const id = useId();
  return (
    <span className="inline-field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        size="small"
        type={type}
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </span>
  );
}
