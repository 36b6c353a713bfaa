import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { usePreference, useSavePreferences } from '../shell/preferences.ts';
import { defaultColumns, type DeviceColumnKey } from './columns.ts';

/** The columns of the device list, kept with the account; those in the address, where it names any, follow. */
export function useColumnChoice() {
  const save = useSavePreferences();
  const navigate = useNavigate();
  const { cols } = useSearch({ strict: false });
  const kept = usePreference('columns');
  const widths = usePreference('widths');
  const inAddress = useCallback(
    (next: string | undefined) => {
      // An address that names columns would win over the choice just made.
      if (cols) void navigate({ to: '.', replace: true, search: previous => ({ ...previous, cols: next }) });
    },
    [cols, navigate],
  );
  return {
    set: (next: readonly DeviceColumnKey[]) => {
      if (next.length === 0) return;
      void save({ columns: { ...kept, devices: next } });
      inAddress(next.join(','));
    },
    setWidth: (key: DeviceColumnKey, width: number) =>
      void save({ widths: { ...widths, devices: { ...widths?.['devices'], [key]: width } } }),
    reset: () => {
      void save({ columns: { ...kept, devices: defaultColumns }, widths: { ...widths, devices: {} } });
      inAddress(undefined);
    },
  };
}
