import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { FolderPlus } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Popup } from '../parts/popup.tsx';
import { toast } from '../parts/toast.tsx';
import { usePurpose } from '../operations/purpose.ts';
import { actOnCase, casesQuery, openCase } from './queries.ts';

interface Props {
  /** Ids of records; of a trace, of the one that was traced. */
  readonly records: readonly string[];
  /** They alone, or the way of the file. */
  readonly what: 'records' | 'trace';
  readonly small?: boolean;
}

/** Records of one request. */
const atOnce = 100;

/** Puts records or a trace into one of one's open cases, or into a new one. */
export function PinButton({ records, what, small = false }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const label = t(`cases.pin.${what}`, { count: records.length });
  return (
    <Popup
      label={label}
      open={open}
      setOpen={setOpen}
      trigger={props => (
        <button type="button" className={small ? 'button small' : 'button'} {...props}>
          <FolderPlus size={15} aria-hidden="true" /> {label}
        </button>
      )}
    >
      <Choice records={records} what={what} close={() => setOpen(false)} />
    </Popup>
  );
}

function Choice({ records, what, close }: Props & { readonly close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery(casesQuery('open'));
  const [purpose] = usePurpose();
  const [title, setTitle] = useState('');
  const field = useId();
  const pin = useMutation({
    mutationFn: async (chosen: { readonly id: string; readonly title: string } | undefined) => {
      const name = title.trim();
      const into = chosen ?? {
        title: name,
        ...(await openCase(client, { title: name, purpose: purpose ?? name })),
      };
      if (what === 'trace') await actOnCase(client, into.id, 'traces', { record: records[0] });
      else
        for (let at = 0; at < records.length; at += atOnce)
          await actOnCase(client, into.id, 'records', { records: records.slice(at, at + atOnce) });
      return into.title;
    },
    onSuccess: name => {
      close();
      toast(t('cases.pin.done', { title: name }));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (title.trim() !== '') pin.mutate(undefined);
  };
  return (
    <div className="menu-panel narrow">
      {error ? (
        <ErrorPanel error={error} />
      ) : !data ? (
        <Bones lines={2} />
      ) : (
        data.map(each => (
          <button
            key={each.id}
            type="button"
            className="menu-item"
            disabled={pin.isPending}
            onClick={() => pin.mutate(each)}
          >
            {each.title}
          </button>
        ))
      )}
      <form className="filter-editor" onSubmit={submit}>
        <div>
          <label htmlFor={field}>{t('cases.pin.new')}</label>
          <Input id={field} maxLength={200} value={title} onChange={event => setTitle(event.target.value)} />
        </div>
        <Button htmlType="submit" disabled={title.trim() === ''} loading={pin.isPending}>
          {t('cases.pin.open')}
        </Button>
      </form>
      {pin.error && <ErrorPanel error={pin.error} />}
    </div>
  );
}
