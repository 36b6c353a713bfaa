/** Threads hold rows outside the heap, or for a moment: left alone, V8 would keep 32 MiB each for new objects. */
export const threadLimits = { maxYoungGenerationSizeMb: 12 } as const;
