import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ComputerTable } from './computer-table.tsx';
import { GroupTable } from './group-table.tsx';
import { groupTypes } from './target-word.ts';
import type { Configuration } from './types.ts';

/** Groups above, the computers of the chosen one below; each with what it has and how it came to it. */
export function Assignments({ configurations }: { readonly configurations: readonly Configuration[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind, sel } = useSearch({ strict: false });
  const type = groupTypes.find(each => each === kind) ?? 'department';
  const go = (search: { readonly kind?: string; readonly sel?: string | undefined }) =>
    void navigate({ to: '.', search: previous => ({ ...previous, ...search }) });
  return (
    <>
      <p className="text2 small-gap">{t('agents.assignmentLead')}</p>
      <GroupTable
        type={type}
        chosen={sel}
        configurations={configurations}
        setType={next => go({ kind: next, sel: undefined })}
        choose={key => go({ sel: key })}
      />
      <ComputerTable key={sel} group={sel} configurations={configurations} />
    </>
  );
}
