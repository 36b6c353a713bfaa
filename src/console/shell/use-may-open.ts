import { useCallback } from 'react';
import { useMe } from '../api/session.ts';
import { isWithinTasks, type Module } from './navigation.ts';

/** Whether the rail, the keys and the palette lead to a module. */
export function useMayOpen(): (module: Module) => boolean {
  const me = useMe();
  return useCallback(
    module =>
      me !== undefined &&
      isWithinTasks(me, module) &&
      (module.permission === undefined || me.permissions.includes(module.permission)),
    [me],
  );
}
