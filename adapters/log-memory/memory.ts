import type { LogIdentity, LogMemory } from '../../domain/kernel/index.ts';

export function memoryLogMemory(): LogMemory {
  let kept: LogIdentity | undefined;
  return {
    kept: async () => kept,
    async keep(identity) {
      if (!kept || kept.firstEvent === identity.firstEvent) kept = identity;
      return kept;
    },
  };
}
