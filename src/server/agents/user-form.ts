import { createHash } from 'node:crypto';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  formAnswerText,
  type FormField,
  type SignedFormAnswer,
  type UserForm,
} from '../../../domain/agents/index.ts';
import {
  device,
  deviceFields,
  fieldsStream,
  valueFields,
  type DeviceCommand,
  type DeviceFields,
  type DeviceState,
  type EnteredValue,
  type FieldEntry,
  type FieldFault,
} from '../../../domain/devices/index.ts';
import type { CommandHandler, CredentialStore, Clock } from '../../../domain/kernel/index.ts';
import {
  organizationTree,
  treeKinds,
  treeStream,
  type Tree,
  type TreeKind,
} from '../../../domain/organization/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';
import { accepted, AppError } from '../errors/index.ts';

export interface UserFormPorts {
  readonly commands: CommandHandler;
  readonly credentials: Pick<CredentialStore, 'get'>;
  readonly clock: Clock;
}

type Asked = Omit<UserForm, 'values'>;
type Options = FormField['options'];

/** The form in which the person at the computer enters department, location and other fields. */
export class UserForms {
  readonly #ports: UserFormPorts;
  #made: { readonly of: string; readonly asked: Asked } | undefined;

  constructor(ports: UserFormPorts) {
    this.#ports = ports;
  }

  /** The version of what is asked for now; null: nothing is. */
  async version(): Promise<string | null> {
    const { version, fields } = await this.#asked();
    return fields.length === 0 ? null : version;
  }

  /** What to ask on a device, with what is recorded of it; without one, nothing is recorded. */
  async formFor(deviceId: string | null): Promise<UserForm> {
    const asked = await this.#asked();
    const state = deviceId === null ? undefined : await this.#device(deviceId);
    const recorded = asked.fields.flatMap(({ id }) => {
      const value = state && recordedOf(state, id);
      return value == null ? [] : [[id, value] as const];
    });
    return { ...asked, values: Object.fromEntries(recorded) };
  }

  /**
   * Records what was entered at the computer. A field that is not asked for any more is passed over. Throws
   * `AGENT_PROOF_INVALID`, `DEVICE_UNKNOWN` and, with every fault, `DEVICE_FIELD_VALUE`.
   */
  async take(agentId: string, deviceId: string | null, answer: SignedFormAnswer): Promise<void> {
    const credential = await this.#ports.credentials.get('agent', agentId);
    const publicKey = credential?.details['publicKey'];
    const { signature, ...said } = answer;
    if (
      answer.agentId !== agentId ||
      typeof publicKey !== 'string' ||
      !ledgerCrypto.verify(publicKey, formAnswerText(said), signature)
    )
      throw new AppError('AGENT_PROOF_INVALID');
    if (deviceId === null) throw new AppError('DEVICE_UNKNOWN');
    const { state: fields } = await this.#fields();
    const { fields: asked } = await this.#asked();
    const told = asked.filter(({ id }) => Object.hasOwn(said.values, id));
    const placement = placementOf(told, said.values, fields);
    const at = this.#ports.clock.now();
    const entries: FieldEntry[] = told
      .filter(({ id }) => valueFields.includes(id))
      .map(({ id }) => ({ field: id, definition: fields.fields[id]!, value: said.values[id] ?? null }));
    const { by, finishedAt } = said;
    // What is wrong is said of values first: a placement is not taken back.
    const enter: DeviceCommand = { type: 'EnterFields', at, entries, form: { by, finishedAt } };
    await this.#do(agentId, deviceId, enter, true);
    if (Object.keys(placement).length > 0)
      await this.#do(agentId, deviceId, { type: 'PlaceDevice', at, ...placement });
    await this.#do(agentId, deviceId, enter);
  }

  async #do(agentId: string, deviceId: string, command: DeviceCommand, dryRun = false): Promise<void> {
    const by = { actor: `agent:${agentId}`, dryRun } as const;
    accepted(await this.#ports.commands.handle(`device-${deviceId}`, device, command, by));
  }

  /** Made anew only where a definition has changed: every agent asks for its version again and again. */
  async #asked(): Promise<Asked> {
    const { state, revision } = await this.#fields();
    const wanted = Object.entries(state.fields).filter(([, { source }]) => source === 'endUser');
    const trees = await Promise.all(
      treeKinds
        .filter(kind => wanted.some(([id]) => id === kind))
        .map(
          async kind => [kind, await this.#ports.commands.load(treeStream(kind), organizationTree)] as const,
        ),
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
    const asked = { version, fields, schedule };
    this.#made = { of, asked };
    return asked;
  }

  #fields() {
    return this.#ports.commands.load(fieldsStream, deviceFields);
  }

  async #device(deviceId: string): Promise<DeviceState> {
    return (await this.#ports.commands.load(`device-${deviceId}`, device)).state;
  }
}

function recordedOf(state: DeviceState, field: string): EnteredValue | null {
  if (field === 'department' || field === 'location') return state[field];
  return Object.hasOwn(state.fields, field) ? (state.fields[field] ?? null) : null;
}

/** Where the person says that the computer belongs and stands: defined places only. */
function placementOf(
  told: readonly FormField[],
  values: SignedFormAnswer['values'],
  { fields }: DeviceFields,
): Partial<Record<TreeKind, string | null>> {
  const placement: Partial<Record<TreeKind, string | null>> = {};
  const faults: { field: string; name: string; fault: FieldFault }[] = [];
  for (const kind of treeKinds) {
    const field = told.find(({ id }) => id === kind);
    if (!field) continue;
    const value = values[kind] ?? null;
    const name = fields[kind]?.names.en ?? kind;
    if (value === null && field.required) faults.push({ field: kind, name, fault: 'REQUIRED' });
    else if (value !== null && !field.options.some(option => option.value === value))
      faults.push({ field: kind, name, fault: 'NOT_AN_OPTION' });
    else placement[kind] = value === null ? null : String(value);
  }
  if (faults.length > 0) throw new AppError('DEVICE_FIELD_VALUE', { details: { faults } });
  return placement;
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
