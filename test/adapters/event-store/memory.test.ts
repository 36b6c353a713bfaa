import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { eventStoreCompliance } from '../../compliance/event-store.ts';

eventStoreCompliance('memory', () => Promise.resolve(memoryEventStore()));
