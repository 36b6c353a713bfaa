import type { Decider, Decision } from '../kernel/index.ts';
import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { Role } from './access.ts';
import { commonScope } from './access.ts';
import type { SharedViewEvent, ViewAudience, ViewContent, ViewedList } from './shared-view-events.ts';

export const sharedViewsStream = 'views-shared';
/** More than anybody looks through, and few enough to be one state. */
export const sharedViewLimit = 200;

export interface SharedView {
  readonly list: ViewedList;
  readonly owner: string;
  readonly name: string;
  readonly content: ViewContent;
  readonly audience: ViewAudience;
}

/** By id. */
export type SharedViews = Readonly<Record<string, SharedView>>;

/** Whether a view is for an account with these roles that reaches these departments (null: all of them). */
export function isForAccount(
  audience: ViewAudience,
  roles: readonly Role[],
  scope: readonly string[] | null,
): boolean {
  if (audience === null) return true;
  if (audience.roles.some(role => roles.includes(role))) return true;
  return audience.departments.length > 0 && commonScope(audience.departments, scope)!.length > 0;
}

/** `by`: who asks; `administrator`: may rename and withdraw what others share, never change what it shows. */
interface Asked {
  readonly view: string;
  readonly by: string;
}
export type SharedViewCommand =
  /** Shares a view, or says anew what an own shared view is. */
  | (Asked & {
      readonly type: 'ShareView';
      readonly list: ViewedList;
      readonly name: string;
      readonly content: ViewContent;
      /** Absent: as it is; everybody where the view is new. */
      readonly audience?: ViewAudience | undefined;
    })
  | (Asked & {
      readonly type: 'RenameSharedView';
      readonly name: string;
      readonly administrator: boolean;
    })
  | (Asked & { readonly type: 'UnshareView'; readonly administrator: boolean });

/** `VIEW_NOT_YOURS` details: `owner`. `VIEW_NAME_TAKEN`: `name`, `owner` of the other. `VIEW_LIMIT`: `limit`. */
export type SharedViewRefusal = 'VIEW_NOT_FOUND' | 'VIEW_NOT_YOURS' | 'VIEW_NAME_TAKEN' | 'VIEW_LIMIT';

type Outcome = Decision<SharedViewEvent, SharedViewRefusal>;

/** All shared views at once: there are few, and a name stands for one of them only. */
export const sharedViews: Decider<SharedViews, SharedViewCommand, SharedViewEvent, SharedViewRefusal> = {
  name: 'shared-views',
  stateVersion: 2,
  initial: {},
  decide(command, state): Outcome {
    const known = Object.hasOwn(state, command.view) ? state[command.view] : undefined;
    if (command.type === 'ShareView') return share(command, state, known);
    if (!known) return refuse('VIEW_NOT_FOUND', { view: command.view });
    if (known.owner !== command.by && !command.administrator)
      return refuse('VIEW_NOT_YOURS', { owner: known.owner });
    switch (command.type) {
      case 'RenameSharedView':
        return taken(command.view, known.list, command.name, state) ?? accept(...renamed(command, known));
      case 'UnshareView':
        return accept({ type: 'ViewUnshared', data: { view: command.view } });
      default:
        return unreachable(command);
    }
  },
  evolve(state, { type, data }) {
    const { [data.view]: known, ...others } = state;
    switch (type) {
      case 'ViewShared': {
        const { view, ...shared } = data;
        return { ...others, [view]: { ...shared, audience: null } };
      }
      case 'SharedViewRenamed':
        return known ? { ...state, [data.view]: { ...known, name: data.to } } : state;
      case 'SharedViewChanged':
        return known ? { ...state, [data.view]: { ...known, content: data.content } } : state;
      case 'SharedViewAudienceChanged':
        return known ? { ...state, [data.view]: { ...known, audience: data.audience } } : state;
      case 'ViewUnshared':
        return others;
      default:
        return unreachable(type);
    }
  },
};

function share(
  command: Extract<SharedViewCommand, { readonly type: 'ShareView' }>,
  state: SharedViews,
  known: SharedView | undefined,
): Outcome {
  const { view, by, list, name, content } = command;
  const before = known?.audience ?? null;
  const { audience = before } = command;
  const forOthers: SharedViewEvent[] = sameAudience(audience, before)
    ? []
    : [{ type: 'SharedViewAudienceChanged', data: { view, audience } }];
  if (known && known.owner !== by) return refuse('VIEW_NOT_YOURS', { owner: known.owner });
  const refused = taken(view, list, name, state);
  if (refused) return refused;
  if (known) {
    const same = (['filter', 'sort', 'columns'] as const).every(
      part => content[part] === known.content[part],
    );
    return accept(
      ...renamed(command, known),
      ...(same ? [] : [{ type: 'SharedViewChanged' as const, data: { view, content } }]),
      ...forOthers,
    );
  }
  if (Object.keys(state).length >= sharedViewLimit) return refuse('VIEW_LIMIT', { limit: sharedViewLimit });
  return accept({ type: 'ViewShared', data: { view, list, owner: by, name, content } }, ...forOthers);
}

/** Who is named, in whichever order. */
function sameAudience(one: ViewAudience, other: ViewAudience): boolean {
  const sorted = (audience: ViewAudience) =>
    audience && [[...audience.roles].sort(), [...audience.departments].sort()];
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function renamed(
  { view, name }: { readonly view: string; readonly name: string },
  known: SharedView,
): SharedViewEvent[] {
  return known.name === name
    ? []
    : [{ type: 'SharedViewRenamed', data: { view, from: known.name, to: name } }];
}

function taken(view: string, list: ViewedList, name: string, state: SharedViews): Outcome | undefined {
  const other = Object.entries(state).find(
    ([id, each]) => id !== view && each.list === list && each.name === name,
  );
  return other && refuse('VIEW_NAME_TAKEN', { name, owner: other[1].owner });
}
