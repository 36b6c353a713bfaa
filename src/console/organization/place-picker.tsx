import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HierarchyNode } from '../../server/contract.ts';
import { isBelow, matches, wordOf } from './places.ts';
import { hierarchyQuery, type PlaceKind } from './queries.ts';

interface Props {
  readonly id: string;
  readonly kind: PlaceKind;
  /** A path; free text is one too. */
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly disabled?: boolean;
  readonly wrong?: boolean;
  readonly describedBy?: string;
  /** Offer no places that only devices record. */
  readonly definedOnly?: boolean;
  /** Offer neither this place nor what lies below it. */
  readonly except?: string;
}

/** More than anybody reads; what is typed narrows them. */
const mostOffered = 50;

/** A field for a place: typing searches paths and the names of every language, arrows and Enter choose. */
export function PlacePicker(props: Props) {
  const {
    id,
    kind,
    value,
    onChange,
    disabled = false,
    wrong = false,
    describedBy,
    definedOnly,
    except,
  } = props;
  const { t, i18n } = useTranslation();
  const list = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [typed, setTyped] = useState('');
  const { data } = useQuery({ ...hierarchyQuery(kind, {}), enabled: !disabled });
  const offered = (data?.items ?? [])
    .filter(node => !definedOnly || node.id !== null)
    .filter(node => except === undefined || !isBelow(node.path, except))
    .filter(node => matches(node, typed))
    .slice(0, mostOffered);
  const shown = open && offered.length > 0;
  const show = (text: string) => {
    setTyped(text);
    setActive(-1);
    setOpen(true);
  };
  const choose = ({ path }: HierarchyNode) => {
    onChange(path);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = shown ? offered[active] : undefined;
    if (step !== undefined) {
      if (!open) show('');
      else setActive((active + step + offered.length) % Math.max(1, offered.length));
    } else if (event.key === 'Enter' && chosen) choose(chosen);
    else if (event.key === 'Escape' && shown) {
      // The dialog around it stays open.
      event.stopPropagation();
      setOpen(false);
    } else return;
    event.preventDefault();
  };
  const optionId = (at: number) => `${list}-${at}`;
  return (
    <div className="place-picker">
      <Input
        id={id}
        role="combobox"
        aria-expanded={shown}
        aria-autocomplete="list"
        {...(shown && { 'aria-controls': list })}
        {...(shown && active >= 0 && { 'aria-activedescendant': optionId(active) })}
        value={value}
        disabled={disabled}
        maxLength={1_000}
        autoComplete="off"
        status={wrong ? 'error' : ''}
        aria-invalid={wrong}
        {...(describedBy !== undefined && { 'aria-describedby': describedBy })}
        onChange={event => {
          onChange(event.target.value);
          show(event.target.value);
        }}
        onClick={() => show('')}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <ul id={list} role="listbox" aria-label={t('organization.picker.offered')} className="place-options">
          {offered.map((node, at) => (
            <li
              key={node.path}
              id={optionId(at)}
              role="option"
              aria-selected={at === active}
              ref={at === active ? element => element?.scrollIntoView({ block: 'nearest' }) : undefined}
              onPointerDown={event => {
                // The field keeps the focus; leaving it would close the list first.
                event.preventDefault();
                choose(node);
              }}
            >
              <span>{node.path}</span>
              <Called node={node} language={i18n.language} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What tells it apart: another name in the reader's language, or that nobody defines it. */
function Called({ node, language }: { readonly node: HierarchyNode; readonly language: string }) {
  const { t } = useTranslation();
  const word = wordOf({ ...node, depth: 1 }, language);
  if (node.id === null) return <span className="text3">{t('organization.old')}</span>;
  return word === node.name ? null : <span className="text3">{word}</span>;
}
