import type { Logger } from 'pino';
import { formDueAt, UserForm, type SignedFormAnswer } from '../../../domain/agents/index.ts';
import { collectsInWords } from '../describe.ts';
import type { Collector, Source } from '../inventory/collector.ts';
import type { DesktopUser, Perform, Platform } from '../platform/platform.ts';
import type { ServerClient } from '../server/client.ts';
import { FormFile } from '../store/form-file.ts';
import type { EnrolledIdentity } from '../store/identity.ts';
import type { MemoryFile } from '../store/memory.ts';
import type { Places } from '../store/places.ts';
import type { Spool } from '../store/spool.ts';
import { noteAnswered, signedAnswer } from './answer.ts';
import { Loopback } from './loopback.ts';

export interface DeskPorts {
  readonly identity: EnrolledIdentity;
  readonly places: Places;
  readonly platform: Platform;
  readonly perform: Perform;
  readonly source: Source;
  readonly collectors: readonly Collector[];
  readonly client: Pick<ServerClient, 'ask'>;
  readonly memory: MemoryFile;
  readonly spool: Spool;
  readonly log: Logger;
  readonly now: () => Date;
}

export const formPath = '/agents/form';
/** Where nobody is at a desktop, it is looked again so much later. */
const nobodyMs = 600_000;

/** Asks the person at the computer for what the server wants to know of them. */
export class FormDesk {
  readonly #ports: DeskPorts;
  readonly #file: FormFile;
  #open: Loopback | undefined;
  #notBeforeMs = 0;
  /** Called once somebody has finished or closed the form. */
  onEnded: () => void = () => undefined;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    this.#file = new FormFile(ports.places.form);
  }

  /** The server says which form is wanted now; `null`: none. What it does not say is not known. */
  async follow(version: unknown): Promise<void> {
    const { form } = this.#file.value;
    if (version === null) {
      if (form) this.#file.change({ form: null });
      this.close();
    } else if (typeof version === 'string' && version !== form?.version) await this.#fetch();
  }

  /** When somebody is to be asked, in milliseconds since 1970; Infinity: nobody is, or somebody is being asked. */
  get dueAt(): number {
    const { form, ...memory } = this.#file.value;
    if (!form || this.#open || !this.#ports.memory.value.settings.userForm) return Infinity;
    const due = formDueAt(form, memory, localMs);
    return due === null ? Infinity : Math.max(due, this.#notBeforeMs);
  }

  /** Opens the form where it is time. */
  async tend(): Promise<void> {
    if (this.dueAt <= this.#nowMs()) await this.#show();
  }

  /** Somebody wants the latest: what was entered last goes again, and whoever is there is asked anew. */
  async demand(): Promise<void> {
    const { form, last } = this.#file.value;
    if (last) this.#post(last);
    if (!form || this.#open || !this.#ports.memory.value.settings.userForm) return;
    const start = form.schedule.start === null ? 0 : localMs(form.schedule.start);
    if (form.fields.length > 0 && start <= this.#nowMs()) await this.#show();
  }

  /** The server did not take what was entered: the person is asked anew, but not at once. */
  refused(): void {
    this.#file.change({ answered: null, last: null, declinedAt: this.#ports.now().toISOString() });
  }

  /** Another agent from now on: what this one signed is nothing to it. That the person answered stays so. */
  forget(): void {
    this.close();
    this.#file.change({ last: null });
  }

  close(): void {
    this.#open?.close();
    this.#open = undefined;
  }

  async #fetch(): Promise<UserForm | undefined> {
    const answer = await this.#ports.client.ask({ method: 'GET', path: formPath });
    const told = UserForm.safeParse(answer.body);
    if (answer.status !== 200 || !told.success) return undefined;
    this.#file.change({ form: told.data });
    return told.data;
  }

  async #show(): Promise<void> {
    const { platform, perform, source, log, identity, collectors } = this.#ports;
    const { desktop } = platform;
    const [user] = (await desktop?.users(source)) ?? [];
    this.#notBeforeMs = this.#nowMs() + nobodyMs;
    if (!desktop || !user) return;
    // With what is recorded by now; without the server, as it was told last.
    const form = (await this.#fetch()) ?? this.#file.value.form;
    if (!form || form.fields.length === 0) return;
    const loopback = new Loopback({
      fields: form.fields,
      values: form.values,
      server: identity.server,
      collects: collectsInWords(collectors),
      isTheirs: (peer, port) => desktop.isOwnedBy(user.uid, peer, port),
      finished: values => this.#finished(form, values, user),
      cancelled: () => this.#cancelled(),
    });
    const address = await loopback.open();
    if (!(await desktop.openPage(user, address, perform))) {
      loopback.close();
      log.warn({ user: user.name }, 'the form could not be opened on the desktop');
      return;
    }
    this.#open = loopback;
    log.info({ user: user.name }, 'the form is open');
  }

  #finished(form: UserForm, values: SignedFormAnswer['values'], user: DesktopUser): void {
    const { identity, now } = this.#ports;
    const answer = signedAnswer(identity, values, user.name, now());
    noteAnswered(this.#file, form, answer);
    this.#post(answer);
    this.#ended();
  }

  #cancelled(): void {
    this.#file.change({ declinedAt: this.#ports.now().toISOString() });
    this.#ended();
  }

  #ended(): void {
    this.#open = undefined;
    this.onEnded();
  }

  #post(answer: SignedFormAnswer): void {
    this.#ports.spool.add({
      path: formPath,
      contentType: 'application/json',
      at: this.#ports.now().toISOString(),
      body: Buffer.from(JSON.stringify(answer)).toString('base64'),
    });
  }

  #nowMs(): number {
    return this.#ports.now().getTime();
  }
}

/** A time without a zone is one of this computer. */
const localMs = (local: string): number => Date.parse(`${local}:00`);
