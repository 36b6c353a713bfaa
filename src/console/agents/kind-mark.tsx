import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';
import { assignedWord, kindLooks } from './target-word.ts';
import type { AssignmentKind } from './types.ts';

/** Direct, indirect with the group it comes from, or the default. */
export function KindMark({ kind, by }: { readonly kind: AssignmentKind; readonly by: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shape, tone] = kindLooks[kind];
  return (
    <span className="agent-kind">
      <Toned shape={shape} tone={tone} word={t(`agents.kinds.${kind}`)} />
      {kind === 'indirect' && by && <span className="small text2">{assignedWord(by, t, format)}</span>}
    </span>
  );
}
