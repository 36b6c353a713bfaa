import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { configurationsQuery } from '../agents/requests.ts';
import { get } from '../api/client.ts';
import { useMay, useMe } from '../api/session.ts';
import type { List } from '../api/types.ts';
import { countQuery } from '../devices/queries.ts';
import { hierarchyQuery } from '../organization/queries.ts';
import { usePreference, useSavePreferences, type Preferences } from '../shell/preferences.ts';

export const stepKeys = ['password', 'organization', 'agents', 'connect', 'devices', 'accounts'] as const;
export type StepKey = (typeof stepKeys)[number];

export interface Step {
  readonly key: StepKey;
  /** What the step asks for has happened. */
  readonly done: boolean;
  /** The person went on without it, or holds it for done. */
  readonly passed: boolean;
}

/** Looked at this often while the steps are shown, beside the live changes. */
const LOOK = 5_000;

const totalQuery = (path: string) => ({
  queryKey: ['start', path],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<List<unknown>>(path, { limit: 1 }, signal)).total ?? 0,
  refetchInterval: LOOK,
});

/**
 * The way from a fresh installation to one in use. A step is done by what has happened, so the way can be left and
 * taken up again anywhere; what was passed over is kept with the account.
 */
export function useStart(enabled = true) {
  const me = useMe();
  const may = useMay();
  const save = useSavePreferences();
  const kept = usePreference('start');
  const unrestricted = me?.scope === null;
  const shown: Readonly<Record<StepKey, boolean>> = {
    password: true,
    organization: unrestricted && may('organization.manage'),
    agents: unrestricted && may('system.read'),
    connect: may('agents.enrol'),
    devices: may('devices.read'),
    accounts: unrestricted && may('accounts.manage'),
  };
  const asks = (key: StepKey) => enabled && shown[key];
  const tree = useQuery({
    ...hierarchyQuery('department', {}),
    enabled: asks('organization'),
    refetchInterval: LOOK,
  });
  const configurations = useQuery({ ...configurationsQuery({}), enabled: asks('agents') });
  const tokens = useQuery({ ...totalQuery('/enrolment-tokens'), enabled: asks('connect') });
  const agents = useQuery({ ...totalQuery('/agents'), enabled: asks('connect') });
  const devices = useQuery({ ...countQuery(undefined, {}), enabled: asks('devices'), refetchInterval: LOOK });
  const accounts = useQuery({ ...totalQuery('/accounts'), enabled: asks('accounts') });
  const seen = (devices.data ?? 0) > 0;
  const done: Readonly<Record<StepKey, boolean>> = {
    password: me !== undefined && !me.mustChangePassword,
    organization: tree.data?.items.some(({ id }) => id !== null) ?? false,
    agents: (configurations.data?.items.length ?? 0) > 1,
    connect: seen || (tokens.data ?? 0) > 0 || (agents.data ?? 0) > 0,
    devices: seen,
    accounts: (accounts.data ?? 0) > 1,
  };
  const passed = kept?.passed ?? [];
  const steps = stepKeys
    .filter(key => shown[key])
    .map((key): Step => ({ key, done: done[key], passed: passed.includes(key) }));
  const keep = useCallback(
    (change: NonNullable<Preferences['start']>) => void save({ start: { ...kept, ...change } }),
    [save, kept],
  );
  const ready = [tree, configurations, tokens, agents, devices, accounts].every(each => !each.isLoading);
  return {
    /** What has happened is known. */
    ready,
    steps,
    next: steps.find(each => !each.done && !each.passed),
    begun: kept?.begun === true,
    dismissed: kept?.dismissed === true,
    pass: (key: StepKey) => {
      if (!passed.includes(key)) keep({ passed: [...passed, key] });
    },
    begin: () => keep({ begun: true }),
    dismiss: () => keep({ dismissed: true }),
    resume: () => keep({ dismissed: false }),
  };
}
