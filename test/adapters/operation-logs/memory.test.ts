import { memoryOperationStore } from '../../../adapters/operation-logs/memory.ts';
import { operationStoreCompliance } from '../../compliance/operation-store.ts';
import { operationReceiveCompliance } from '../../compliance/operation-receive.ts';
import { operationTraceCompliance } from '../../compliance/operation-trace.ts';

operationStoreCompliance('memory', () => Promise.resolve(memoryOperationStore()), { filters: 20 });
operationTraceCompliance('memory', () => Promise.resolve(memoryOperationStore()));
operationReceiveCompliance('memory', () => Promise.resolve(memoryOperationStore()));
