import { Input } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../../api/types.ts';
import { useSettled } from '../../parts/use-settled.ts';
import { enterFields, nameOf, useDeviceFields, type DeviceField, type FieldValue } from '../own-fields.ts';
import { ActDialog } from './act-dialog.tsx';
import { runOnEach, type RunResult } from './run.ts';

interface Props {
  readonly ids: readonly string[];
  readonly name: string;
  /** The one device as it was seen. */
  readonly standing?: DeviceDetail;
  readonly close: () => void;
}

/** As typed, of fields that were touched; the others stay as they are. */
type Typed = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, FieldValue>>;

/** Enters what people say of one device, or the same of many. */
export function FieldsDialog({ ids, name, standing: given, close }: Props) {
  const { t } = useTranslation();
  // What the person saw when they began; the page behind goes on following the device.
  const [standing] = useState(given);
  const fields = useDeviceFields();
  const [typed, setTyped] = useState<Typed>({});
  const values = useMemo(() => valuesOf(fields, typed, standing), [fields, typed, standing]);
  const wanted = useSettled(values);
  const objects = (count: number) => (ids.length === 1 ? name : t('acts.devices', { count }));
  const yours = Object.entries(wanted ?? {}).map(([id, to]) =>
    t('acts.conflict.change', {
      field: nameOf(fields.find(field => field.id === id)!),
      from: String(standing?.fields[id] ?? '–'),
      to: String(to ?? '–'),
    }),
  );
  return (
    <ActDialog
      ids={ids}
      title={t('acts.fields.title', { what: objects(ids.length) })}
      consequences={[t('acts.fields.follows')]}
      act={enterFields(wanted ?? {})}
      seen={standing}
      {...(yours.length > 0 && { yours })}
      actKey={['fields', wanted]}
      verb={count => t('acts.fields.verb', { what: objects(count) })}
      done={count => t('acts.fields.done', { what: objects(count) })}
      ready={values !== undefined && wanted === values}
      undo={result => () => putBack(result)}
      close={close}
    >
      <div className="edit-fields">
        {fields.map(field => (
          <FieldInput
            key={field.id}
            field={field}
            text={typed[field.id] ?? textOf(standing?.fields[field.id])}
            placeholder={standing ? t('common.notSet') : t('acts.place.keep')}
            onChange={text => setTyped({ ...typed, [field.id]: text })}
          />
        ))}
      </div>
    </ActDialog>
  );
}

const textOf = (value: string | number | undefined): string => (value === undefined ? '' : String(value));

/** What is otherwise than it stands; undefined: nothing is. */
function valuesOf(
  fields: readonly DeviceField[],
  typed: Typed,
  standing: DeviceDetail | undefined,
): Values | undefined {
  const values: Record<string, FieldValue> = {};
  for (const { id, type } of fields) {
    const text = typed[id]?.trim();
    if (text === undefined || (standing && text === textOf(standing.fields[id]))) continue;
    // What is no number goes as it is: the answer says what is wrong with it.
    const number = type === 'number' && text !== '' && Number.isFinite(Number(text));
    values[id] = text === '' ? null : number ? Number(text) : text;
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

function putBack({ changed }: RunResult) {
  const before = new Map(
    changed.map(({ id, outcome }) => {
      const entered = outcome.events.find(each => each.type === 'DeviceFieldsEntered')?.data as {
        readonly fields: Readonly<Record<string, { readonly from: FieldValue }>>;
      };
      const values = Object.entries(entered.fields).map(([field, { from }]) => [field, from] as const);
      return [id, Object.fromEntries(values)] as const;
    }),
  );
  return runOnEach([...before.keys()], (id, options) => enterFields(before.get(id)!)(id, options));
}

interface InputProps {
  readonly field: DeviceField;
  readonly text: string;
  readonly placeholder: string;
  readonly onChange: (text: string) => void;
}

function FieldInput({ field, text, placeholder, onChange }: InputProps) {
  const id = useId();
  const chosen = field.type === 'choice' || field.type === 'tree';
  // A word that is offered no more may stay where it stands.
  const options = field.options.includes(text) || text === '' ? field.options : [text, ...field.options];
  return (
    <div className="edit-field">
      <label htmlFor={id}>{nameOf(field)}</label>
      {chosen ? (
        <select id={id} value={text} onChange={event => onChange(event.target.value)}>
          <option value="">{placeholder}</option>
          {options.map(option => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <Input
          id={id}
          type={field.type === 'date' ? 'date' : 'text'}
          inputMode={field.type === 'number' ? 'decimal' : 'text'}
          value={text}
          maxLength={field.rules.maxLength ?? 255}
          autoComplete="off"
          placeholder={placeholder}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </div>
  );
}
