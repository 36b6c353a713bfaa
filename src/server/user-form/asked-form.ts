import { createHash } from 'node:crypto';
import type { FormField, UserForm } from '../../../domain/agents/index.ts';
import { deviceFields, fieldsStream, type DeviceFields } from '../../../domain/devices/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { organizationTree, treeKinds, treeStream, type Tree } from '../../../domain/organization/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';

/** What people at computers are asked for, and the definitions that it was made of. */
export interface Asked extends Omit<UserForm, 'values'> {
  readonly definitions: DeviceFields;
}

type Options = FormField['options'];

/** The fields whose source is the person at the computer, with the places and words there are to choose from. */
export class AskedForm {
  readonly #commands: Pick<CommandHandler, 'load'>;
  #made: { readonly of: string; readonly asked: Asked } | undefined;

  constructor(commands: Pick<CommandHandler, 'load'>) {
    this.#commands = commands;
  }

  /** Made anew only where a definition has changed. */
  async now(): Promise<Asked> {
    const { state, revision } = await this.#commands.load(fieldsStream, deviceFields);
    const wanted = Object.entries(state.fields).filter(([, { source }]) => source === 'endUser');
    const trees = await Promise.all(
      treeKinds
        .filter(kind => wanted.some(([id]) => id === kind))
        .map(async kind => [kind, await this.#commands.load(treeStream(kind), organizationTree)] as const),
    );
    const of = [revision, ...trees.map(([kind, tree]) => `${kind} ${tree.revision}`)].join(' ');
    if (this.#made?.of === of) return this.#made.asked;
    const fields = wanted.map(([id, { source: _source, options, ...definition }]) => {
      const tree = trees.find(([kind]) => kind === id)?.[1].state;
      return { ...definition, id, options: tree ? optionsOf(tree) : options.map(value => ({ value })) };
    });
    const { form: schedule } = state;
    const version = createHash('sha256')
      .update(canonicalJson({ fields, schedule }))
      .digest('hex')
      .slice(0, 32);
    const asked = { version, fields, schedule, definitions: state };
    this.#made = { of, asked };
    return asked;
  }
}

/** Every place, parents before children, in the order of the tree; called as it is called along its whole path. */
function optionsOf({ definitions }: Tree): Options {
  const children = Map.groupBy(Object.values(definitions), ({ parent }) => parent);
  const options: Options = [];
  const walk = (parent: string | null, above: { value: string; en: string; ja: string } | null): void => {
    const siblings = [...(children.get(parent) ?? [])].sort((one, two) => one.order - two.order);
    for (const { id, name, names } of siblings) {
      const below = (path: string | undefined, own: string) => (path === undefined ? own : `${path}/${own}`);
      const option = {
        value: below(above?.value, name),
        en: below(above?.en, names.en ?? name),
        ja: below(above?.ja, names.ja ?? name),
      };
      options.push(option);
      walk(id, option);
    }
  };
  walk(null, null);
  return options;
}
