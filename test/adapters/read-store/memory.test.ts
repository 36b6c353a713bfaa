import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import { readStoreCompliance } from '../../compliance/read-store.ts';

readStoreCompliance('memory', () => Promise.resolve(new MemoryReadStore()));
