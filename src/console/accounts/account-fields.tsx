import { ProfileFields, profileFaultOf, type Profile } from './profile-fields.tsx';
import type { Rights } from './queries.ts';
import { RolesField, TasksField } from './rights-fields.tsx';
import { ScopeField } from './scope-field.tsx';

export interface Draft extends Rights, Profile {}

interface Props {
  readonly draft: Draft;
  readonly change: (changed: Partial<Draft>) => void;
  /** Why roles, tasks and scope cannot be changed; absent where they can. */
  readonly fixed?: string | undefined;
}

/** The first fault of what was entered, as a key of the texts; undefined: it can be sent. */
export function faultOf(draft: Draft) {
  if (draft.tasks?.length === 0) return profileFaultOf(draft) ?? 'needTask';
  return profileFaultOf(draft) ?? (draft.scope?.length === 0 ? 'needDepartment' : undefined);
}

/** What somebody is called and what they may. */
export function AccountFields({ draft, change, fixed }: Props) {
  return (
    <>
      <ProfileFields profile={draft} change={change} />
      {fixed && <p className="text2 top-gap">{fixed}</p>}
      <RolesField value={draft.roles} disabled={!!fixed} onChange={roles => change({ roles })} />
      <TasksField value={draft.tasks} disabled={!!fixed} onChange={tasks => change({ tasks })} />
      <ScopeField value={draft.scope} disabled={!!fixed} onChange={scope => change({ scope })} />
    </>
  );
}
