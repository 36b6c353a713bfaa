import { accept, refuse, type Decider } from '../../kernel/index.ts';
import { canonicalJson } from '../../system/index.ts';
import type { OperationDay } from '../records/index.ts';
import { archiveWorks, type ArchiveCause, type ArchiveWork, type OperationArchiveEvent } from './events.ts';
import { defaultArchiveSettings, type ArchiveSettings } from './settings.ts';

/** A day that is back. */
export interface Restored {
  readonly devices: readonly string[] | null;
  readonly parts: number;
  readonly records: number;
  readonly manual: boolean;
}

export interface OperationArchiveState {
  readonly settings: ArchiveSettings;
  /** What the archive was given, and where. */
  readonly archived: Readonly<Record<OperationDay, { readonly root: string; readonly folder: string }>>;
  readonly restored: Readonly<Record<OperationDay, Restored>>;
  /** What was said of each work and cause, until the work succeeds. */
  readonly failing: Readonly<Record<string, string>>;
}

export type OperationArchiveCommand =
  | { readonly type: 'ConfigureArchive'; readonly settings: ArchiveSettings }
  | {
      readonly type: 'NoteArchived';
      readonly day: OperationDay;
      readonly folder: string;
      readonly records: number;
      readonly files: number;
      readonly bytes: number;
      readonly root: string;
      readonly parts: number;
    }
  | {
      readonly type: 'NoteFailed';
      readonly work: ArchiveWork;
      readonly cause: ArchiveCause;
      readonly days: readonly OperationDay[];
      readonly files: readonly string[];
    }
  | {
      readonly type: 'OrderRestore';
      readonly from: OperationDay;
      readonly until: OperationDay;
      readonly devices: readonly string[] | null;
      /** Days of the range that the archive has. */
      readonly archived: readonly OperationDay[];
      /** Those of them that are at hand anyway. */
      readonly atHand: readonly OperationDay[];
    }
  | ({ readonly type: 'NoteRestored'; readonly day: OperationDay } & Restored)
  | {
      readonly type: 'NoteRestoreFinished';
      readonly from: OperationDay;
      readonly until: OperationDay;
      readonly days: number;
      readonly records: number;
      readonly missing: readonly OperationDay[];
    }
  | { readonly type: 'RemoveRestored'; readonly days: readonly OperationDay[] }
  | {
      readonly type: 'NoteCleanup';
      readonly step: 'started' | 'finished';
      readonly days: readonly OperationDay[];
    };

export type ArchiveRefusal =
  'OPERATION_ARCHIVE_NOT_SET' | 'OPERATION_ARCHIVE_EMPTY' | 'OPERATION_ARCHIVE_TOO_MANY_DAYS';

const mostNamed = 100;

/** What of operation logs lies in the archive, what was brought back, and what went wrong. */
export const operationArchive: Decider<
  OperationArchiveState,
  OperationArchiveCommand,
  OperationArchiveEvent,
  ArchiveRefusal
> = {
  name: 'operation-archive',
  stateVersion: 1,
  initial: { settings: defaultArchiveSettings, archived: {}, restored: {}, failing: {} },
  decide(command, state) {
    switch (command.type) {
      case 'ConfigureArchive': {
        const { settings: to } = command;
        if (canonicalJson(to) === canonicalJson(state.settings)) return accept();
        const too = tooMany(to, manualDays(state));
        if (too) return refuse('OPERATION_ARCHIVE_TOO_MANY_DAYS', too);
        return accept({ type: 'OperationArchiveConfigured', data: { from: state.settings, to } });
      }
      case 'NoteArchived': {
        const { type: _, ...data } = command;
        return accept({ type: 'OperationDayArchived', data });
      }
      case 'NoteFailed': {
        const { work, cause, days, files } = command;
        if (state.failing[`${work} ${cause}`] === failureOf(command)) return accept();
        return accept({
          type: 'OperationArchiveFailed',
          data: {
            number: archiveWorks[work],
            severity: 'warning',
            work,
            cause,
            days: [...days],
            files: files.slice(0, mostNamed),
          },
        });
      }
      case 'OrderRestore': {
        const { from, until, devices, archived, atHand } = command;
        if (state.settings.folder === null) return refuse('OPERATION_ARCHIVE_NOT_SET');
        if (archived.length === 0) return refuse('OPERATION_ARCHIVE_EMPTY', { from, until });
        const there = new Set(atHand);
        const days = archived.filter(day => !there.has(day) && !covers(state.restored[day], devices));
        if (days.length === 0) return accept();
        const too = tooMany(state.settings, new Set([...manualDays(state), ...days]));
        if (too) return refuse('OPERATION_ARCHIVE_TOO_MANY_DAYS', too);
        return accept({
          type: 'OperationRestoreOrdered',
          data: { from, until, devices: devices && [...devices], days },
        });
      }
      case 'NoteRestored': {
        const { type: _, devices, ...data } = command;
        return accept({
          type: 'OperationDayRestored',
          data: { ...data, devices: devices && [...devices] },
        });
      }
      case 'NoteRestoreFinished': {
        const { from, until, days, records, missing } = command;
        const finished = {
          type: 'OperationRestoreFinished' as const,
          data: { number: 1033 as const, severity: 'information' as const, from, until, days, records },
        };
        if (missing.length === 0) return accept(finished);
        return accept<OperationArchiveEvent>(finished, {
          type: 'OperationRestoreMissing',
          data: { number: 1035, severity: 'warning', from, until, days: [...missing] },
        });
      }
      case 'RemoveRestored': {
        const days = command.days.filter(day => state.restored[day] !== undefined);
        return days.length === 0 ? accept() : accept({ type: 'OperationRestoredRemoved', data: { days } });
      }
      case 'NoteCleanup': {
        const days = [...command.days];
        return command.step === 'started'
          ? accept({
              type: 'OperationCleanupStarted',
              data: { number: 1142, severity: 'information', days },
            })
          : accept({
              type: 'OperationCleanupFinished',
              data: { number: 1143, severity: 'information', days },
            });
      }
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'OperationArchiveConfigured':
        return { ...state, settings: data.to, failing: {} };
      case 'OperationDayArchived': {
        const { day, root, folder } = data;
        const archived = { ...state.archived, [day]: { root, folder } };
        return { ...state, archived, failing: succeeded(state.failing, 'archive', day) };
      }
      case 'OperationArchiveFailed': {
        const failing = { ...state.failing, [`${data.work} ${data.cause}`]: failureOf(data) };
        // Days whose files are gone are told of once.
        const gone = data.work === 'archive' && data.cause === 'missing' ? data.days : [];
        return { ...state, failing, archived: without(state.archived, gone) };
      }
      case 'OperationDayRestored': {
        const { day, devices, parts, records, manual } = data;
        return { ...state, restored: { ...state.restored, [day]: { devices, parts, records, manual } } };
      }
      case 'OperationRestoreFinished':
        return { ...state, failing: succeeded(state.failing, 'restore') };
      case 'OperationRestoredRemoved':
        return { ...state, restored: without(state.restored, data.days) };
      case 'OperationCleanupFinished':
        return { ...state, failing: succeeded(state.failing, 'cleanup') };
      case 'OperationRestoreOrdered':
      case 'OperationRestoreMissing':
      case 'OperationCleanupStarted':
        return state;
    }
  },
};

/** Whether all that is wanted of a day is back. */
function covers(there: Restored | undefined, wanted: readonly string[] | null): boolean {
  if (!there) return false;
  const { devices } = there;
  return devices === null || (wanted !== null && wanted.every(device => devices.includes(device)));
}

function manualDays({ restored }: OperationArchiveState): ReadonlySet<OperationDay> {
  return new Set(Object.keys(restored).filter(day => restored[day]!.manual));
}

function tooMany({ automaticDays, mostDays }: ArchiveSettings, manual: ReadonlySet<OperationDay>) {
  const days = (automaticDays ?? 0) + manual.size;
  return days > mostDays ? { days, manual: manual.size, most: mostDays } : undefined;
}

/** A failure is said again where it is another one: of other days or files. */
function failureOf({ days, files }: { readonly days: readonly string[]; readonly files: readonly string[] }) {
  return [...days, ...files.slice(0, mostNamed)].join(' ');
}

/** What is said of damage holds until the day itself is written anew, whatever else succeeds. */
function succeeded(failing: OperationArchiveState['failing'], work: ArchiveWork, day?: OperationDay) {
  return Object.fromEntries(
    Object.entries(failing).filter(([key, said]) => {
      if (!key.startsWith(`${work} `)) return true;
      return work === 'archive' && key.endsWith(' corrupt') && !said.split(' ').includes(day ?? '');
    }),
  );
}

function without<Value>(record: Readonly<Record<string, Value>>, keys: readonly string[]) {
  const gone = new Set(keys);
  return Object.fromEntries(Object.entries(record).filter(([key]) => !gone.has(key)));
}
