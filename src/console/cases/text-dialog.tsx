import { useMutation } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { FormDialog } from '../parts/form-dialog.tsx';

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
  const field = useId();
  const [text, setText] = useState(begin);
  const send = useMutation({ mutationFn: () => act(text.trim()), onSuccess: close });
  return (
    <FormDialog title={title} verb={verb} complete={text.trim() !== ''} send={send} close={close}>
      <div className="form-column">
        <label htmlFor={field}>{label}</label>
        <Input.TextArea
          id={field}
          rows={3}
          maxLength={4_000}
          value={text}
          onChange={event => setText(event.target.value)}
        />
      </div>
    </FormDialog>
  );
}
