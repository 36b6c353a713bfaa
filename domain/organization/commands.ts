import type { DisplayNames, Origin } from './events.ts';

/**
 * `at`: the server's time, RFC 3339 UTC with milliseconds. `within`: the paths an account is restricted to; what it
 * changes lies below one of them, and the places themselves are not its to change. Absent: it may change everything.
 */
interface Asked {
  readonly at: string;
  readonly reason?: string;
  readonly within?: readonly string[];
}

/** A row of a file: what it is to do, and paths in the tree as it was before the file. */
export interface ImportRow {
  /** Line in the file, for what is wrong with it. */
  readonly row: number;
  readonly kind: 'add' | 'change' | 'remove';
  /** Of a change or removal: which definition. */
  readonly before?: string;
  /** Of an addition or change: where it is then, its last part being the name. */
  readonly after?: string;
  /** A blank one is taken away; a language that is left out stays as it is. */
  readonly names?: DisplayNames;
}

export type OrganizationCommand =
  | (Asked & {
      readonly type: 'AddDefinition';
      readonly id: string;
      /** Null: at the first level. */
      readonly parent: string | null;
      readonly name: string;
      readonly names?: DisplayNames;
      readonly origin?: Origin;
    })
  | (Asked & {
      readonly type: 'EditDefinition';
      readonly id: string;
      readonly name?: string;
      readonly parent?: string | null;
      /** Id of the sibling it is to stand before; null: last. Absent: where it stands, last under another parent. */
      readonly before?: string | null;
      /** All of them: a language that is left out has none. */
      readonly names?: DisplayNames;
    })
  /** With everything below it. */
  | (Asked & { readonly type: 'RemoveDefinition'; readonly id: string })
  /** `ids`: as many as rows that add. */
  | (Asked & {
      readonly type: 'ImportHierarchy';
      readonly rows: readonly ImportRow[];
      readonly ids: readonly string[];
    })
  /** `devices`: how many record the group or one below it; 0 and not defined: there is no such group. */
  | (Asked & {
      readonly type: 'RenameGroup';
      readonly act: string;
      readonly from: string;
      readonly to: string;
      readonly devices: number;
    })
  | (Asked & {
      readonly type: 'DeleteGroup';
      readonly act: string;
      readonly path: string;
      readonly devices: number;
    })
  | (Asked & {
      readonly type: 'PruneOldHierarchies';
      readonly act: string;
      readonly paths: readonly string[];
      readonly devices: number;
    })
  | (Asked & { readonly type: 'UndoGroupAct'; readonly act: string })
  | (Asked & {
      readonly type: 'EndGroupAct';
      readonly act: string;
      readonly outcome: 'done' | 'cancelled' | 'failed';
      readonly devices: number;
      readonly refused: number;
      readonly accounts: number;
    });

export type CommandOf<T extends OrganizationCommand['type']> = Extract<
  OrganizationCommand,
  { readonly type: T }
>;
