import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  agentPackages,
  latestPackage,
  packageFile,
  packageKey,
  packagePiece,
  packagesIn,
  packagesStream,
  packageText,
  type AgentPackagesState,
  type KnownPackage,
  type PackageCommand,
  type PackageEvent,
  type PackagePlatform,
  type PackageRefusal,
  type SignedPackage,
} from '../../../domain/agents/index.ts';
import type { Actor, CommandResult } from '../../../domain/kernel/index.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';

export type PackagePorts = Pick<Services, 'commands' | 'bodies'>;

/** Whole file, or the part of it from `from` to `to`, both counted from 0 and included. */
export interface PackagePart {
  readonly from?: number;
  readonly to?: number;
}

/** A package that is offered. */
export interface KeptPackage extends SignedPackage {
  /** Its bytes, a MiB in memory at a time. The stream fails with a `StoreUnavailableError` where the store does. */
  open(part?: PackagePart): Readable;
}

export interface PackageAct {
  readonly actor: Actor;
  readonly dryRun?: boolean;
}

type Accepted = Extract<CommandResult<PackageEvent, PackageRefusal>, { readonly kind: 'accepted' }>;

const contentType = 'application/octet-stream';

/**
 * Packages of Muster's own agent, the same at all servers of an installation: what they are is in the stream
 * `packages-agents`, their bytes are in the store of bodies, in pieces of a MiB, so that what two versions have in common (the
 * runtime, mostly) is kept once and a backup holds them.
 *
 * Others build on it: `latest('linux-x64')` answers `{ version, platform, file, size, sha256, open() }` or undefined,
 * `open()` a stream of the file. A package unpacks to one folder, `muster-agent/`, with `install.sh` (Linux, macOS)
 * or `install.ps1` (Windows) in it, which take the server's address and a token (docs/agent.md).
 */
export class AgentPackages {
  readonly #ports: PackagePorts;

  constructor(ports: PackagePorts) {
    this.#ports = ports;
  }

  async load(): Promise<AgentPackagesState> {
    return (await this.#ports.commands.load(packagesStream, agentPackages)).state;
  }

  /** What a new agent of this platform is installed from: the highest version; one before a version only where there is no other. */
  async latest(platform: PackagePlatform): Promise<KeptPackage | undefined> {
    const found = latestPackage(await this.load(), platform);
    return found && this.#kept(found);
  }

  async find(platform: PackagePlatform, version: string): Promise<KeptPackage | undefined> {
    const found = (await this.load()).packages[packageKey(platform, version)];
    return found && this.#kept(found);
  }

  /** All that are offered, the highest version first. */
  async list(): Promise<readonly KeptPackage[]> {
    return packagesIn(await this.load()).map(each => this.#kept(each));
  }

  /**
   * Takes the bytes of a package. Nothing is kept of one that is refused beforehand; of one that breaks off or is
   * another file than its document says, only pieces that nobody can ask for.
   *
   * @throws AppError AGENT_PACKAGE_… where document, signature, key or file are not good
   */
  async add(
    document: SignedPackage,
    bytes: AsyncIterable<Uint8Array>,
    act: PackageAct & { readonly newKey?: boolean },
  ): Promise<Accepted> {
    requireSound(document);
    const { newKey = false, actor } = act;
    const command = (pieces: readonly string[]): PackageCommand => ({
      type: 'AddPackage',
      package: { ...document, pieces },
      newKey,
    });
    // Said before anything is sent that would be refused afterwards.
    const tried = await this.execute(command([document.sha256]), { actor, dryRun: true });
    if (tried.events.length === 0) return tried;
    return this.execute(command(await this.#keep(document, bytes)), { actor });
  }

  /** Refusals and conflicts are thrown as the errors they are on the wire. */
  async execute(command: PackageCommand, { actor, dryRun = false }: PackageAct): Promise<Accepted> {
    return accepted(
      await this.#ports.commands.handle(packagesStream, agentPackages, command, { actor, dryRun }),
    );
  }

  #kept({ pieces, ...signed }: KnownPackage): KeptPackage {
    return {
      ...signed,
      open: part => Readable.from(this.#read(pieces, signed.size, part), { objectMode: false }),
    };
  }

  async *#read(
    pieces: readonly string[],
    size: number,
    { from = 0, to = size - 1 }: PackagePart = {},
  ): AsyncGenerator<Uint8Array> {
    for (let at = Math.floor(from / packagePiece); at * packagePiece <= to; at++) {
      const hash = pieces[at];
      const piece = hash === undefined ? undefined : await this.#ports.bodies.get(hash);
      if (!piece) throw new AppError('AGENT_PACKAGE_LOST', { details: { piece: at } });
      const start = at * packagePiece;
      yield piece.bytes.subarray(Math.max(0, from - start), to - start + 1);
    }
  }

  async #keep({ size, sha256 }: SignedPackage, bytes: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
    const pieces: string[] = [];
    const whole = createHash('sha256');
    const piece = Buffer.alloc(packagePiece);
    let filled = 0;
    let total = 0;
    const put = async () => {
      pieces.push(await this.#ports.bodies.put(piece.subarray(0, filled), contentType));
      filled = 0;
    };
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > size) throw new AppError('AGENT_PACKAGE_DAMAGED', { details: { size, more: true } });
      whole.update(chunk);
      for (let at = 0; at < chunk.length;) {
        const taken = Math.min(chunk.length - at, packagePiece - filled);
        piece.set(chunk.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled === packagePiece) await put();
      }
    }
    if (filled > 0) await put();
    const found = whole.digest('hex');
    if (total !== size || found !== sha256)
      throw new AppError('AGENT_PACKAGE_DAMAGED', { details: { size: total, sha256: found } });
    return pieces;
  }
}

/** A document that contradicts itself, or is not signed by the key it names. */
function requireSound({ releaseKey, signature, ...manifest }: SignedPackage): void {
  const named = createHash('sha256').update(Buffer.from(releaseKey.publicKey, 'base64')).digest('hex');
  const signed = ledgerCrypto.verify(releaseKey.publicKey, packageText(manifest), signature);
  if (!signed || named !== releaseKey.keyId) throw new AppError('AGENT_PACKAGE_FORGED');
  const { version, platform, file } = manifest;
  if (file !== packageFile(version, platform))
    throw new AppError('AGENT_PACKAGE_FORGED', { details: { file } });
}
