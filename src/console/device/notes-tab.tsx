import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { DeviceDetail, DeviceNote, Outcome } from '../api/types.ts';
import { addNote, changeNote, removeNote } from '../devices/acts/requests.ts';
import { useActed } from '../devices/acts/use-acted.ts';
import { Card } from '../parts/card.tsx';
import { toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';

const LONGEST = 4_000;

/** What people noted on the device, newest first, as it stood at the moment looked at. */
export function NotesTab({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { time } = useAsOf();
  const writes = may('devices.manage') && !time;
  return (
    <div className="object-column wide">
      <Card title={t('device.tabs.notes')}>
        {writes && <NewNote device={detail.id} />}
        {detail.notes.length === 0 ? (
          <p className="text2">{t('acts.notes.none')}</p>
        ) : (
          <ul className="notes">
            {detail.notes.toReversed().map(note => (
              <Note key={note.id} device={detail.id} note={note} writes={writes} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

/** What is recorded is read anew and said; what is refused is said too. */
function useRecorded(said: string, after: () => void) {
  const acted = useActed();
  return {
    onSuccess: async ({ position }: Outcome) => {
      after();
      await acted(position, said);
    },
    onError: toastError,
  };
}

function NewNote({ device }: { device: string }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => addNote(device, text.trim()),
    ...useRecorded(t('acts.notes.added'), () => setText('')),
  });
  return (
    <form
      className="note-form"
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() !== '') add.mutate();
      }}
    >
      <label htmlFor={id}>{t('acts.notes.label')}</label>
      <NoteText id={id} text={text} onChange={setText} placeholder={t('acts.notes.hint')} />
      <Button type="primary" htmlType="submit" disabled={text.trim() === ''} loading={add.isPending}>
        {t('acts.notes.add')}
      </Button>
    </form>
  );
}

interface NoteProps {
  readonly device: string;
  readonly note: DeviceNote;
  readonly writes: boolean;
}

function Note({ device, note, writes }: NoteProps) {
  const { t } = useTranslation();
  const [text, setText] = useState<string>();
  const done = () => setText(undefined);
  const save = useMutation({
    mutationFn: (wanted: string) => changeNote(device, note.id, wanted),
    ...useRecorded(t('acts.notes.saved'), done),
  });
  const remove = useMutation({
    mutationFn: () => removeNote(device, note.id),
    ...useRecorded(t('acts.notes.removed'), done),
  });
  return (
    <li className="note">
      <p className="small text2">
        <span className="mono">{note.by}</span>, <When at={note.at} as="dateTime" />
        {note.changed && (
          <>
            {', '}
            {t('acts.notes.changed', { by: note.changed.by })} <When at={note.changed.at} as="dateTime" />
          </>
        )}
      </p>
      {text === undefined ? (
        <p className="note-text">{note.text}</p>
      ) : (
        <NoteText label={t('acts.notes.text')} text={text} onChange={setText} />
      )}
      {writes && (
        <div className="row-actions">
          {text === undefined ? (
            <>
              <Button size="small" onClick={() => setText(note.text)}>
                {t('acts.notes.edit')}
              </Button>
              <Button size="small" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('acts.notes.remove')}
              </Button>
            </>
          ) : (
            <>
              <Button
                size="small"
                type="primary"
                disabled={text.trim() === ''}
                loading={save.isPending}
                onClick={() => save.mutate(text.trim())}
              >
                {t('acts.notes.save')}
              </Button>
              <Button size="small" onClick={done}>
                {t('common.cancel')}
              </Button>
            </>
          )}
        </div>
      )}
    </li>
  );
}

interface TextProps {
  readonly id?: string;
  readonly label?: string;
  readonly text: string;
  readonly placeholder?: string;
  readonly onChange: (text: string) => void;
}

function NoteText({ label, text, onChange, ...field }: TextProps) {
  return (
    <Input.TextArea
      {...field}
      {...(label && { 'aria-label': label })}
      value={text}
      maxLength={LONGEST}
      autoSize={{ minRows: 2, maxRows: 12 }}
      onChange={event => onChange(event.target.value)}
    />
  );
}
