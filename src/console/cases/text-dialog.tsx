import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';

interface Props {
  readonly title: string;
  readonly label: string;
  readonly verb: string;
  readonly begin?: string;
  readonly act: (text: string) => Promise<unknown>;
  readonly close: () => void;
}

/** Asks for a text that an act is recorded with: a reason, an outcome, members. */
export function TextDialog({ title, label, verb, begin = '', act, close }: Props) {
  const { t } = useTranslation();
  const field = { text: useId(), form: useId() };
  const [text, setText] = useState(begin);
  const send = useMutation({ mutationFn: () => act(text.trim()), onSuccess: close });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') send.mutate();
  };
  return (
    <Dialog
      title={title}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            htmlType="submit"
            form={field.form}
            disabled={text.trim() === ''}
            loading={send.isPending}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form id={field.form} className="form-column" onSubmit={submit}>
        <label htmlFor={field.text}>{label}</label>
        <Input.TextArea
          id={field.text}
          rows={3}
          maxLength={4_000}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </form>
      {send.error && <ErrorPanel error={send.error} />}
    </Dialog>
  );
}
