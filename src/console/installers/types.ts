import type { PackagePlatform } from '../../../domain/agents/index.ts';

export type { PackagePlatform };

export interface InstallationSet {
  readonly id: string;
  readonly name: string;
  readonly platform: PackagePlatform;
  readonly configuration: string;
  /** Null: it was removed. */
  readonly configurationName: string | null;
  readonly contents: {
    readonly folder: string | null;
    readonly components: readonly ('relay' | 'remoteControl')[];
    readonly group: string | null;
    readonly files: readonly { readonly name: string; readonly size: number }[];
    readonly filesFolder: string | null;
    readonly programs: readonly { readonly program: string; readonly arguments: readonly string[] }[];
    readonly overwrite: boolean;
  };
  readonly connections: boolean;
  readonly uses: number;
  readonly used: number;
  readonly expiresAt: string;
  readonly state: 'active' | 'expired' | 'used-up' | 'revoked' | 'broken';
  readonly available: boolean;
  /** Bytes of its installer; null while there is no package for it. */
  readonly size: number | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly installed: number;
  readonly failed: number;
}

export interface Deployment {
  readonly id: string;
  readonly computer: string;
  readonly device: string | null;
  readonly state: 'installed' | 'failed' | 'uninstalled';
  readonly set: string;
  readonly setName: string;
  readonly platform: string;
  readonly version: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly at: string;
}
