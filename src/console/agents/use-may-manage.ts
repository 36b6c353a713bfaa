import { useMay, useMe } from '../api/session.ts';
import { useAsOf } from '../shell/as-of.ts';

/** Whether the person may change what concerns the agents of all departments, which no past moment lets them. */
export function useMayManage(): boolean {
  const may = useMay();
  const me = useMe();
  const { time } = useAsOf();
  return may('system.manage') && me?.scope === null && !time;
}
