import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const LINES = 400;

/** JSON as text, coloured by kind; a long one opens in steps so that the page stays quick. */
export function Json({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(LINES);
  const lines = JSON.stringify(value, null, 2).split('\n');
  return (
    <>
      <pre className="json" tabIndex={0} aria-label={t('events.data')}>
        {lines.slice(0, shown).map((line, index) => (
          <Line key={index} text={line} />
        ))}
      </pre>
      {lines.length > shown && (
        <button type="button" className="link-button" onClick={() => setShown(shown * 4)}>
          {t('common.showMore')} ({lines.length - shown})
        </button>
      )}
    </>
  );
}

function Line({ text }: { text: string }) {
  const match = /^(\s*)("(?:[^"\\]|\\.)*": )?(.*)$/s.exec(text);
  if (!match)
    return (
      <span>
        {text}
        {'\n'}
      </span>
    );
  const [, space, key, rest = ''] = match;
  return (
    <span>
      {space}
      {key && <span className="json-key">{key}</span>}
      <span
        className={/^"/.test(rest) ? 'json-text' : /^[-\d]|^(true|false|null)/.test(rest) ? 'json-value' : ''}
      >
        {rest}
      </span>
      {'\n'}
    </span>
  );
}
