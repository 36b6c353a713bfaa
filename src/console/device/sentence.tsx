import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceParts, type Sentence as SentenceOf } from '../../../projections/devices/sentence-text.ts';
import type { TimelineEntry } from '../api/types.ts';

/**
 * The sentence of a change in the person's language. The words are the product's; what stands in the gaps came
 * from a machine and goes in as text. A sentence this console does not know yet is shown in English.
 */
export function Sentence({ entry }: { entry: TimelineEntry }) {
  const { i18n } = useTranslation();
  const parts = partsOf(entry, i18n.language === 'ja' ? 'ja' : 'en');
  if (!parts) return <>{entry.text}</>;
  return (
    <>
      {parts.map(({ text, param }, index) => (
        <Fragment key={index}>{param === null ? text : <b>{text}</b>}</Fragment>
      ))}
    </>
  );
}

function partsOf(entry: TimelineEntry, language: 'en' | 'ja') {
  try {
    return sentenceParts(entry.sentence as SentenceOf, language);
  } catch {
    // A newer server may know sentences that this page, still open, does not.
    return undefined;
  }
}
