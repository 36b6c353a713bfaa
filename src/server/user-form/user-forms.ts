import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { formAnswerText, type SignedFormAnswer, type UserForm } from '../../../domain/agents/index.ts';
import { device, type DeviceState, type EnteredValue } from '../../../domain/devices/index.ts';
import type { CommandHandler, CredentialStore } from '../../../domain/kernel/index.ts';
import { AppError } from '../errors/index.ts';
import { AskedForm } from './asked-form.ts';
import { enterThere, type EnteringPorts } from './entering.ts';

export interface UserFormPorts extends EnteringPorts {
  readonly credentials: Pick<CredentialStore, 'get'>;
}

/** The form in which the person at the computer enters department, location and other fields. */
export class UserForms {
  readonly #ports: UserFormPorts;
  readonly #asked: AskedForm;
  readonly #followed: AskedForm;

  /** `followed`: for what agents ask again and again; it may be a moment late. */
  constructor(ports: UserFormPorts, followed: Pick<CommandHandler, 'load'>) {
    this.#ports = ports;
    this.#asked = new AskedForm(ports.commands);
    this.#followed = new AskedForm(followed);
  }

  /** The version of what is asked for now; null: nothing is. */
  async version(): Promise<string | null> {
    const { version, fields } = await this.#followed.now();
    return fields.length === 0 ? null : version;
  }

  /** What to ask on a device, with what is recorded of it; without one, nothing is recorded. */
  async formFor(deviceId: string | null): Promise<UserForm> {
    const { version, fields, schedule } = await this.#asked.now();
    const state = deviceId === null ? undefined : await this.#device(deviceId);
    const recorded = fields.flatMap(({ id }) => {
      const value = state && recordedOf(state, id);
      return value == null ? [] : [[id, value] as const];
    });
    return { version, fields, schedule, values: Object.fromEntries(recorded) };
  }

  /**
   * Records what was entered at the computer, as its agent says. Throws `AGENT_PROOF_INVALID`, `DEVICE_UNKNOWN` and,
   * with every fault, `DEVICE_FIELD_VALUE`.
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
    await enterThere(this.#ports, await this.#asked.now(), { deviceId, actor: `agent:${agentId}`, said });
  }

  async #device(deviceId: string): Promise<DeviceState> {
    return (await this.#ports.commands.load(`device-${deviceId}`, device)).state;
  }
}

function recordedOf(state: DeviceState, field: string): EnteredValue | null {
  if (field === 'department' || field === 'location') return state[field];
  return Object.hasOwn(state.fields, field) ? (state.fields[field] ?? null) : null;
}
