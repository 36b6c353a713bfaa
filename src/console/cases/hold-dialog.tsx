import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../parts/form-dialog.tsx';
import { setHold, type CaseDetail } from './queries.ts';

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter(Boolean);

/** Computers that the case is about, with their names. */
function devicesIn({ records, traces }: CaseDetail): ReadonlyMap<string, string> {
  const operations = [
    ...records.map(({ operation }) => operation),
    ...traces.flatMap(({ trace }) => trace.steps.map(({ operation }) => operation)),
  ];
  return new Map(operations.map(({ device, computer, source }) => [device, computer ?? source ?? device]));
}

/** Which days of whom are kept, and why. */
export function HoldDialog({ of, close }: { readonly of: CaseDetail; readonly close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const field = {
    from: useId(),
    until: useId(),
    users: useId(),
    reason: useId(),
  };
  const [draft, setDraft] = useState({ from: '', until: '', users: '', reason: '' });
  const [devices, setDevices] = useState<readonly string[]>([]);
  const set = (key: keyof typeof draft) => (event: { readonly target: { readonly value: string } }) =>
    setDraft({ ...draft, [key]: event.target.value });
  const complete = draft.from !== '' && draft.reason.trim() !== '';
  const hold = useMutation({
    mutationFn: () =>
      setHold(client, {
        caseId: of.id,
        from: draft.from,
        until: draft.until || null,
        devices,
        users: wordsOf(draft.users),
        reason: draft.reason.trim(),
      }),
    onSuccess: close,
  });
  return (
    <FormDialog
      title={t('cases.holds.verb')}
      verb={t('cases.holds.verb')}
      complete={complete}
      send={hold}
      close={close}
    >
      <div className="form-column">
        <label htmlFor={field.from}>{t('cases.holds.from')}</label>
        <Input id={field.from} type="date" value={draft.from} onChange={set('from')} />
        <label htmlFor={field.until}>{t('cases.holds.until')}</label>
        <Input id={field.until} type="date" value={draft.until} onChange={set('until')} />
        <fieldset className="hold-computers">
          <legend>{t('cases.holds.computers')}</legend>
          {[...devicesIn(of)].map(([device, name]) => (
            <label key={device} className="check">
              <input
                type="checkbox"
                checked={devices.includes(device)}
                onChange={({ target }) =>
                  setDevices(target.checked ? [...devices, device] : devices.filter(each => each !== device))
                }
              />{' '}
              <span className="mono">{name}</span>
            </label>
          ))}
        </fieldset>
        <label htmlFor={field.users}>{t('cases.holds.users')}</label>
        <Input id={field.users} value={draft.users} onChange={set('users')} />
        <label htmlFor={field.reason}>{t('cases.holds.why')}</label>
        <Input id={field.reason} maxLength={4_000} value={draft.reason} onChange={set('reason')} />
      </div>
    </FormDialog>
  );
}
