import { Button } from 'antd';
import { useId, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorPanel } from './error-panel.tsx';

interface Props {
  readonly title: string;
  /** What it does, on its button. */
  readonly verb: string;
  /** Whether what was entered can be sent. */
  readonly complete: boolean;
  /** A mutation without arguments. */
  readonly send: { readonly mutate: () => void; readonly isPending: boolean; readonly error: Error | null };
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Fields that are sent together, by the button or by Enter; what the server refuses is said below them. */
export function FormDialog({ title, verb, complete, send, close, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (complete) send.mutate();
  };
  return (
    <Dialog
      title={title}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" form={id} disabled={!complete} loading={send.isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit}>
        {children}
      </form>
      {send.error && <ErrorPanel error={send.error} />}
    </Dialog>
  );
}
