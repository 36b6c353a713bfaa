import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { FileKey } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, request } from '../api/client.ts';
import { problemText } from '../parts/problem-text.ts';

interface Props<Answer> {
  readonly path: '/licence/keys' | '/licence/first-key';
  readonly registered: (answer: Answer) => void;
}

/** Chooses a key file and registers it; what is wrong with it stays there until the next is chosen. */
export function KeyUpload<Answer>({ path, registered }: Props<Answer>) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const register = useMutation({
    mutationFn: async (file: File) => request<Answer>('POST', path, { body: { file: await textOf(file) } }),
    onSuccess: registered,
  });
  const { error } = register;
  return (
    <div className="key-upload">
      <Button
        type="primary"
        icon={<FileKey size={15} aria-hidden="true" />}
        loading={register.isPending}
        onClick={() => input.current?.click()}
      >
        {t('licence.register')}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('licence.keyFile')}
        accept=".json,application/json"
        onChange={event => {
          const file = event.target.files?.[0];
          // The same file may be chosen again.
          event.target.value = '';
          if (file) register.mutate(file);
        }}
      />
      {error && (
        <div className="notice" data-tone="critical" role="alert">
          <div>
            <p>{problemText(error)}</p>
            {error instanceof ProblemError && <code>{error.problem.code}</code>}
          </div>
        </div>
      )}
    </div>
  );
}

/** Far more than a key: the server says what it is not, without being sent a film. */
const mostCharacters = 16_384;

async function textOf(file: File): Promise<string> {
  return (await file.slice(0, mostCharacters).text()).slice(0, mostCharacters);
}
