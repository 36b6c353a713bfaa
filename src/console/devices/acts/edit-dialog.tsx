import { Input } from 'antd';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceType } from '../../../../domain/devices/index.ts';
import type { DeviceDetail } from '../../api/types.ts';
import { useFormat } from '../../parts/format.ts';
import { useOwnTypes } from '../own-types.ts';
import { valueWord } from '../value-words.ts';
import { ActDialog } from './act-dialog.tsx';
import {
  deviceTypes,
  editBack,
  editFields,
  editOf,
  formOf,
  knownAt,
  osFamilies,
  type EditField,
  type EditForm,
  type Entry,
  type TypeChoice,
} from './edit-model.ts';
import { editDevice } from './requests.ts';
import { runOnEach, type RunResult } from './run.ts';
import { useSettled } from '../../parts/use-settled.ts';

interface Props {
  readonly ids: readonly string[];
  readonly name: string;
  /** The one device as it was seen. */
  readonly standing?: DeviceDetail;
  readonly close: () => void;
}

/** What agents cannot know or got wrong: of one device, or the same of many. */
export function EditDialog({ ids, name, standing: given, close }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  // What the person saw when they began; the page behind goes on following the device.
  const [standing] = useState(given);
  const [form, setForm] = useState(() => formOf(standing));
  const edit = useMemo(() => editOf(form, standing), [form, standing]);
  const wanted = useSettled(edit);
  const single = ids.length === 1;
  const objects = (count: number) => (single ? name : t('acts.devices', { count }));
  const set = (path: EditField, entry: Entry) =>
    setForm({ ...form, entries: { ...form.entries, [path]: entry } });
  const yours = editFields
    .filter(({ path }) => wanted?.fields?.[path] !== undefined)
    .map(({ path, column }) =>
      t('acts.conflict.change', {
        field: t(`devices.columns.${column}`),
        from: (standing && knownAt(standing, path)) || '–',
        to: wanted?.fields?.[path] ?? '–',
      }),
    );
  return (
    <ActDialog
      ids={ids}
      title={t('acts.edit.title', { what: objects(ids.length) })}
      consequences={[t('acts.edit.collected'), t('acts.edit.type')]}
      act={editDevice(wanted ?? {})}
      seen={standing}
      {...(yours.length > 0 && { yours })}
      actKey={['edit', wanted]}
      verb={count => t('acts.edit.verb', { what: objects(count) })}
      done={count => t('acts.edit.done', { what: objects(count) })}
      ready={edit !== undefined && wanted === edit}
      undo={result => () => putBack(result)}
      close={close}
    >
      <div className="edit-fields">
        <TypeField
          form={form}
          standing={standing}
          word={type => valueWord('deviceType', type, t, format)}
          onChange={type => setForm({ ...form, type })}
        />
        {editFields
          .filter(({ one }) => standing !== undefined || !one)
          .map(({ path, column }) => (
            <Field
              key={path}
              label={t(`devices.columns.${column}`)}
              entry={form.entries[path]}
              choose={!standing}
              options={path === 'operatingSystem.family' ? osFamilies : undefined}
              word={value => valueWord(column, value, t, format)}
              onChange={entry => set(path, entry)}
            />
          ))}
      </div>
    </ActDialog>
  );
}

function putBack({ changed }: RunResult) {
  const before = new Map(changed.map(({ id, outcome }) => [id, editBack(outcome)]));
  return runOnEach([...before.keys()], (id, options) => editDevice(before.get(id)!)(id, options));
}

interface TypeProps {
  readonly form: EditForm;
  readonly standing: DeviceDetail | undefined;
  readonly word: (type: string) => string;
  readonly onChange: (type: TypeChoice) => void;
}

function TypeField({ form, standing, word, onChange }: TypeProps) {
  const { t } = useTranslation();
  const id = useId();
  const own = useOwnTypes();
  const facts =
    standing && !standing.fixedType
      ? t('acts.edit.factsNow', { type: word(standing.deviceType) })
      : t('acts.edit.facts');
  return (
    <div className="edit-field">
      <label htmlFor={id}>{t('devices.columns.deviceType')}</label>
      <select id={id} value={form.type} onChange={event => onChange(event.target.value as TypeChoice)}>
        {!standing && <option value="keep">{t('acts.place.keep')}</option>}
        <option value="facts">{facts}</option>
        {[...deviceTypes, ...own.map(({ id: type }) => type as DeviceType)].map(type => (
          <option key={type} value={type}>
            {word(type)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly entry: Entry;
  /** Many devices: the field can also be left as it is on each. */
  readonly choose: boolean;
  readonly options: readonly string[] | undefined;
  readonly word: (value: string) => string;
  readonly onChange: (entry: Entry) => void;
}

function Field({ label, entry, choose, options, word, onChange }: FieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const kept = entry.mode === 'keep';
  return (
    <div className="edit-field">
      <label htmlFor={id}>{label}</label>
      {choose && (
        <select
          aria-label={t('acts.place.what', { field: label })}
          value={entry.mode}
          onChange={event => onChange({ ...entry, mode: event.target.value as Entry['mode'] })}
        >
          <option value="keep">{t('acts.place.keep')}</option>
          <option value="set">{t('acts.place.set')}</option>
        </select>
      )}
      {options ? (
        <select
          id={id}
          value={entry.text}
          disabled={kept}
          onChange={event => onChange({ ...entry, text: event.target.value })}
        >
          <option value="">{t('acts.edit.unknown')}</option>
          {options.map(option => (
            <option key={option} value={option}>
              {word(option)}
            </option>
          ))}
        </select>
      ) : (
        <Input
          id={id}
          value={entry.text}
          disabled={kept}
          maxLength={255}
          autoComplete="off"
          placeholder={kept ? '' : t('acts.edit.unknown')}
          onChange={event => onChange({ ...entry, text: event.target.value })}
        />
      )}
    </div>
  );
}
