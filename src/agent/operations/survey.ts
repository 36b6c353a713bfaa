import {
  operationDetails,
  type CollectionSettings,
  type OperationDetail,
} from '../../../domain/operation-logs/index.ts';
import type { OperationCollector, Watched } from './collector.ts';
import { isWanted } from './operations.ts';
import { foldersIn, openFileIn } from './spool/operation-spool.ts';
import { writtenIn } from './spool/open-batch.ts';

export interface SurveyedCollector {
  readonly name: string;
  readonly words: string;
  readonly details: readonly OperationDetail[];
  /** Whether the settings ask for any of them. */
  readonly isWanted: boolean;
  /** Why it cannot work on this computer; null: it can. */
  readonly lack: string | null;
}

export interface OperationSurvey {
  /** Null: nothing is collected. */
  readonly settings: CollectionSettings | null;
  readonly collectors: readonly SurveyedCollector[];
  /** What no part of the agent sees on this system. */
  readonly unseen: readonly OperationDetail[];
  /** Batches that wait, and records of the one that is being written. */
  readonly waiting: { readonly batches: number; readonly bytes: number; readonly records: number };
  /** Batches that the server refused. */
  readonly refused: number;
}

/** What is recorded of users on this computer, by what, and how much waits. Disturbs no agent that runs. */
export async function surveyOf(
  collectors: readonly OperationCollector[],
  watched: Watched,
  settings: CollectionSettings | null,
  folder: string,
): Promise<OperationSurvey> {
  const seen = new Set(collectors.flatMap(({ details }) => details));
  const { waiting, aside } = foldersIn(folder);
  const batches = waiting.list();
  return {
    settings,
    collectors: await Promise.all(
      collectors.map(async each => ({
        name: each.name,
        words: each.words,
        details: each.details,
        isWanted: settings !== null && isWanted(each, settings),
        lack: (await each.lack(watched)) ?? null,
      })),
    ),
    unseen: operationDetails.map(({ key }) => key).filter(key => !seen.has(key)),
    waiting: {
      batches: batches.length,
      bytes: batches.reduce((sum, { bytes }) => sum + bytes, 0),
      records: writtenIn(openFileIn(folder))?.records.length ?? 0,
    },
    refused: aside.list().length,
  };
}

export function surveyInWords({ settings, collectors, unseen, waiting, refused }: OperationSurvey): string {
  const recorded = collectors.filter(each => each.isWanted && each.lack === null);
  const lacking = collectors.filter(({ lack }) => lack !== null);
  return [
    ...(settings === null ? ['This agent records no operations of users.'] : describe(settings, recorded)),
    '',
    'Cannot be recorded on this computer',
    ...lacking.map(({ name, lack }) => `  - ${name}: ${lack}`),
    ...(unseen.length > 0 ? [`  - by no part of this agent: ${unseen.join(', ')}`] : []),
    '',
    `Waiting for the server: ${waiting.batches} batches of ${waiting.bytes} bytes, and ${waiting.records} records`,
    ...(refused > 0 ? [`Refused by the server and put aside: ${refused} batches`] : []),
  ].join('\n');
}

function describe(settings: CollectionSettings, recorded: readonly SurveyedCollector[]): readonly string[] {
  const wanted = settings.details;
  return [
    `This agent records operations of users, by version ${settings.version} of the rules:`,
    ...recorded.flatMap(({ name, words, details }) => [
      `  - ${name}: ${details.filter(each => wanted.includes(each)).join(', ')}`,
      `    ${words}`,
    ]),
  ];
}
