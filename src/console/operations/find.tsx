import { Input } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../shell/keys.ts';

interface Props {
  readonly text: string;
  readonly set: (text: string) => void;
}

/**
 * Looks through paths, addresses and titles. Asked with Enter and not as one types: every look at these records is
 * itself recorded.
 */
export function Find({ text, set }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLFormElement>(null);
  const typed = () => box.current?.querySelector('input');
  useKeys({ '/': () => typed()?.focus() });
  return (
    <form
      ref={box}
      role="search"
      className="operations-find"
      onSubmit={event => {
        event.preventDefault();
        set(typed()?.value.trim() ?? '');
      }}
    >
      <Input
        className="find"
        aria-label={t('operations.find')}
        placeholder={t('operations.find')}
        defaultValue={text}
        allowClear
        maxLength={200}
        onChange={event => {
          if (event.target.value === '' && text !== '') set('');
        }}
      />
    </form>
  );
}
