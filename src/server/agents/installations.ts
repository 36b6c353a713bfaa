import { createHash } from 'node:crypto';
import {
  agentConfigurations,
  configurationOf,
  configurationsStream,
  filePiece,
  installationSet,
  installationStream,
  type FailureReport,
  type InstallationCommand,
  type InstallationEvent,
  type InstallationRefusal,
  type InstallationSet,
  type SetContents,
  type SetFile,
} from '../../../domain/agents/index.ts';
import {
  deviceGroups,
  enrolmentToken,
  groupsStream,
  type EnrolmentTokenState,
} from '../../../domain/devices/index.ts';
import type { Actor, CommandResult } from '../../../domain/kernel/index.ts';
import { accepted, AppError, refused } from '../errors/index.ts';
import { EnrolmentService, tokenStream } from '../intake/enrolment-service.ts';
import type { Services } from '../services.ts';
import { readConnections } from './connections-file.ts';

export type InstallationPorts = Pick<Services, 'commands' | 'credentials' | 'bodies' | 'clock' | 'ids'>;

/** A file as whoever makes a set hands it over. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface NewSet {
  readonly name: string;
  readonly platform: InstallationSet['platform'];
  readonly configuration: string;
  readonly contents: Omit<SetContents, 'files'>;
  readonly files: readonly GivenFile[];
  /** Computers that may enrol with its installers, and until when (RFC 3339). */
  readonly uses: number;
  readonly expiresAt: string;
}

export interface KnownSet extends InstallationSet {
  readonly set: string;
}

type Accepted = Extract<CommandResult<InstallationEvent, InstallationRefusal>, { readonly kind: 'accepted' }>;

/** Installation sets and the tokens that speak for them, as their streams say: nothing here comes from a read model. */
export class InstallationSets {
  readonly #ports: InstallationPorts;
  readonly #tokens: EnrolmentService;
  readonly #dataFolder: string;

  constructor(ports: InstallationPorts, dataFolder: string) {
    this.#ports = ports;
    this.#tokens = new EnrolmentService(ports);
    this.#dataFolder = dataFolder;
  }

  /** Answers the id of the new set and the position to wait for in lists. Throws what the catalogue says of each fault. */
  async create(wanted: NewSet, actor: Actor): Promise<{ readonly set: string; readonly position: number }> {
    const { name, platform, configuration, uses, expiresAt } = wanted;
    const configurationName = await this.#nameOf(configuration);
    if (configurationName === undefined)
      throw new AppError('AGENT_CONFIGURATION_UNKNOWN', { details: { configuration } });
    const contents: SetContents = { ...wanted.contents, files: wanted.files.map(describe) };
    await this.#requireGroup(contents.group);
    const set = this.#ports.ids.next();
    const command = {
      type: 'CreateSet',
      set,
      name,
      platform,
      configuration,
      configurationName,
      contents,
      connections: readConnections(this.#dataFolder),
    } as const;
    // Said before anything is kept that nobody would ask for.
    await this.#handle(set, { ...command, token: 'none-yet' }, actor, true);
    for (const { bytes } of wanted.files) await this.#keep(bytes);
    const created = await this.#tokens.createToken({ note: name, set, uses, expiresAt }, actor);
    if (created.kind === 'refused') throw refused(created.refusal);
    const { position } = await this.#handle(set, { ...command, token: created.tokenId }, actor);
    return { set, position };
  }

  /** Undefined: there is no such set. */
  async find(set: string): Promise<KnownSet | undefined> {
    const { state } = await this.#ports.commands.load(installationStream(set), installationSet);
    return state.set === null ? undefined : { ...state, set: state.set };
  }

  /** @throws AppError INSTALLATION_SET_UNKNOWN */
  async require(set: string): Promise<KnownSet> {
    const found = await this.find(set);
    if (!found) throw new AppError('INSTALLATION_SET_UNKNOWN', { details: { set } });
    return found;
  }

  /** The set an enrolment token speaks for; undefined: the token stands for itself. */
  async ofToken(tokenId: string): Promise<KnownSet | undefined> {
    const { set } = await this.token(tokenId);
    return set === undefined ? undefined : this.find(set);
  }

  async token(tokenId: string): Promise<EnrolmentTokenState> {
    return (await this.#ports.commands.load(tokenStream(tokenId), enrolmentToken)).state;
  }

  /**
   * Whether computers can still be installed from it.
   *
   * @throws AppError INSTALLATION_SET_REVOKED, INSTALLATION_SET_CONFIGURATION_GONE
   */
  async requireOpen({ set, revoked, configuration }: KnownSet): Promise<void> {
    if (revoked) throw new AppError('INSTALLATION_SET_REVOKED', { details: { set } });
    if ((await this.#nameOf(configuration)) === undefined)
      throw new AppError('INSTALLATION_SET_CONFIGURATION_GONE', { details: { set, configuration } });
  }

  /** A secret for an installer that is handed out; it goes by the token of the set. */
  installerSecret({ tokens }: KnownSet): Promise<string> {
    return this.#tokens.newSecretOf(tokens[0]!);
  }

  /** A code with uses and an end of its own, for a command in one line. */
  async issueCode(
    known: KnownSet,
    code: { readonly uses: number; readonly expiresAt: string },
    actor: Actor,
  ): Promise<{ readonly secret: string; readonly token: string }> {
    await this.requireOpen(known);
    const { set, name } = known;
    const created = await this.#tokens.createToken({ note: name, set, ...code }, actor);
    if (created.kind === 'refused') throw refused(created.refusal);
    await this.#handle(set, { type: 'IssueCode', token: created.tokenId }, actor);
    return { secret: created.secret, token: created.tokenId };
  }

  /** All its tokens end with it; computers that were installed stay what they are. */
  async revoke({ set, tokens }: KnownSet, actor: Actor): Promise<Accepted> {
    for (const token of tokens) await this.#tokens.revokeToken(token, actor);
    return this.#handle(set, { type: 'RevokeSet' }, actor);
  }

  async noteFailure({ set }: KnownSet, report: FailureReport, actor: Actor): Promise<void> {
    await this.#handle(set, { type: 'NoteFailure', report, now: this.#ports.clock.now() }, actor);
  }

  /** Bytes of a file of a set, a piece at a time. */
  async *read({ name, pieces }: SetFile): AsyncGenerator<Uint8Array> {
    for (const hash of pieces) {
      const piece = await this.#ports.bodies.get(hash);
      if (!piece) throw new AppError('INSTALLATION_FILE_LOST', { details: { name } });
      yield piece.bytes;
    }
  }

  async #keep(bytes: Uint8Array): Promise<void> {
    for (const piece of piecesOf(bytes)) await this.#ports.bodies.put(piece, 'application/octet-stream');
  }

  async #nameOf(configuration: string): Promise<string | undefined> {
    const { state } = await this.#ports.commands.load(configurationsStream, agentConfigurations);
    return configurationOf(state, configuration)?.name;
  }

  async #requireGroup(group: string | null): Promise<void> {
    if (group === null) return;
    const { state } = await this.#ports.commands.load(groupsStream, deviceGroups);
    if (!Object.hasOwn(state, group)) throw new AppError('GROUP_NOT_FOUND', { details: { group } });
  }

  async #handle(set: string, command: InstallationCommand, actor: Actor, dryRun = false): Promise<Accepted> {
    const { commands } = this.#ports;
    return accepted(
      await commands.handle(installationStream(set), installationSet, command, { actor, dryRun }),
    );
  }
}

function describe({ name, bytes }: GivenFile): SetFile {
  return { name, size: bytes.length, sha256: hashOf(bytes), pieces: piecesOf(bytes).map(hashOf) };
}

function piecesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += filePiece) pieces.push(bytes.subarray(at, at + filePiece));
  return pieces;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
