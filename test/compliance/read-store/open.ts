import type { ReadStore } from '../../../projections/kernel/index.ts';

/** Answers an empty store. The suite closes it. */
export type OpenStore = () => Promise<ReadStore>;
