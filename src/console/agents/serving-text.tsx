import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';
import type { ServingItem } from './types.ts';

/** Whether computers with a configuration may be site servers and network monitors, and what it takes. */
export function ServingText({ lacking }: { readonly lacking: readonly ServingItem[] }) {
  const { t } = useTranslation();
  if (lacking.length === 0)
    return (
      <>
        <Glyph shape="ok" tone="safe" /> {t('agents.serving.allowed')}
      </>
    );
  const items = lacking.map(item => t(`agents.serving.items.${item}`)).join(t('agents.serving.and'));
  return (
    <>
      <Glyph shape="cancelled" tone="text2" /> {t('agents.serving.lacking', { items })}
    </>
  );
}
