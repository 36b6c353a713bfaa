import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { PlacePicker } from '../../organization/place-picker.tsx';
import { Glyph } from '../../parts/status.tsx';
import { useSettled } from '../../parts/use-settled.ts';
import { pathOf } from '../path.ts';
import { ActDialog } from './act-dialog.tsx';
import type { Seen } from './conflict.ts';
import type { Many } from './many.ts';
import { placedBefore, placeDevice, type Placement } from './requests.ts';
import { runOnEach } from './run.ts';

const fields = ['department', 'location'] as const;
type Field = (typeof fields)[number];

/** Where the one device stands as the form opens. */
export interface Standing extends Seen {
  readonly department: string | null;
  readonly location: string | null;
}

interface Props {
  readonly ids: readonly string[];
  /** All that match in place of `ids`. */
  readonly many?: Many | undefined;
  readonly name: string;
  readonly standing?: Standing;
  readonly close: () => void;
}

type Mode = 'keep' | 'set' | 'empty';
interface Entry {
  readonly mode: Mode;
  readonly text: string;
}

const entryOf = (value: string | null | undefined): Entry => ({
  mode: value === undefined ? 'keep' : 'set',
  text: value ?? '',
});

/** Says where devices belong and stand: each field is kept, set, or emptied. */
export function PlaceDialog({ ids, many, name, standing: given, close }: Props) {
  const { t } = useTranslation();
  // What the person saw when they began; the page behind goes on following the device.
  const [standing] = useState(given);
  const scope = useMe()?.scope;
  const [entries, setEntries] = useState<Readonly<Record<Field, Entry>>>(() => ({
    department: entryOf(standing && standing.department),
    location: entryOf(standing && standing.location),
  }));
  const placement = useMemo(() => placementOf(entries, standing), [entries, standing]);
  const wanted = useSettled(placement);
  const all = many?.count ?? ids.length;
  const single = !many && all === 1;
  const yours = fields
    .filter(field => wanted?.[field] !== undefined)
    .map(field =>
      t('acts.conflict.change', {
        field: t(`devices.columns.${field}`),
        from: standing?.[field] ?? '–',
        to: wanted?.[field] ?? '–',
      }),
    );
  const objects = (count: number) => (single ? name : t('acts.devices', { count }));
  return (
    <ActDialog
      ids={ids}
      many={many && { ...many, wish: { kind: 'place', ...wanted } }}
      title={t('acts.place.title', { what: objects(all) })}
      consequences={[
        t('acts.place.follows'),
        ...(scope ? [t('acts.place.scope', { scope: scope.join(', ') })] : []),
      ]}
      act={placeDevice(wanted ?? {})}
      seen={standing}
      yours={yours}
      actKey={['place', wanted]}
      verb={count => t('acts.place.verb', { what: objects(count) })}
      done={count => t('acts.place.done', { what: objects(count) })}
      ready={placement !== undefined && wanted === placement}
      undo={result => () => placeBack(result.changed)}
      close={close}
    >
      {fields.map(field => (
        <PlaceField
          key={field}
          field={field}
          entry={entries[field]}
          choose={!standing}
          onChange={entry => setEntries({ ...entries, [field]: entry })}
        />
      ))}
    </ActDialog>
  );
}

/** Undefined: nothing to do yet, or a path that is none. */
function placementOf(
  entries: Readonly<Record<Field, Entry>>,
  standing: Standing | undefined,
): Placement | undefined {
  const placement: { department?: string | null; location?: string | null } = {};
  for (const field of fields) {
    const { mode, text } = entries[field];
    if (mode === 'keep') continue;
    if (mode === 'empty' || (standing && text.trim() === '')) placement[field] = null;
    else {
      const path = pathOf(text);
      if (path === undefined) return undefined;
      placement[field] = path;
    }
    if (standing && placement[field] === standing[field]) delete placement[field];
  }
  return Object.keys(placement).length > 0 ? placement : undefined;
}

function placeBack(changed: Parameters<typeof before>[0]) {
  const places = before(changed);
  return runOnEach([...places.keys()], (id, options) => placeDevice(places.get(id)!)(id, options));
}

function before(
  changed: readonly { readonly id: string; readonly outcome: Parameters<typeof placedBefore>[0] }[],
): ReadonlyMap<string, Placement> {
  const places = new Map<string, Placement>();
  for (const { id, outcome } of changed) {
    const place = placedBefore(outcome);
    if (place) places.set(id, place);
  }
  return places;
}

interface FieldProps {
  readonly field: Field;
  readonly entry: Entry;
  /** Many devices: the field can also be left as it is on each. */
  readonly choose: boolean;
  readonly onChange: (entry: Entry) => void;
}

function PlaceField({ field, entry, choose, onChange }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const wrong = entry.mode === 'set' && entry.text.trim() !== '' && pathOf(entry.text) === undefined;
  const label = t(`devices.columns.${field}`);
  return (
    <div className="place-field">
      <label htmlFor={id}>{label}</label>
      {choose && (
        <select
          aria-label={t('acts.place.what', { field: label })}
          value={entry.mode}
          onChange={event => onChange({ ...entry, mode: event.target.value as Mode })}
        >
          {(['keep', 'set', 'empty'] as const).map(mode => (
            <option key={mode} value={mode}>
              {t(`acts.place.${mode}`)}
            </option>
          ))}
        </select>
      )}
      <PlacePicker
        id={id}
        kind={field}
        value={entry.text}
        disabled={entry.mode !== 'set'}
        wrong={wrong}
        describedBy={wrong ? `${id}-error` : `${id}-help`}
        onChange={text => onChange({ ...entry, text })}
      />
      {wrong ? (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Glyph shape="failed" tone="critical" /> {t('acts.place.wrong')}
        </p>
      ) : (
        <p className="small text2" id={`${id}-help`}>
          {t(`acts.place.${field}Help`)}
        </p>
      )}
    </div>
  );
}
