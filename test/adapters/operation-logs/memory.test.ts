import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';

operationStoreCompliance('memory', () => Promise.resolve(memoryOperationStore()));
