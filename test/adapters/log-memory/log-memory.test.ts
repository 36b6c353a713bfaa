import { memoryLogMemory } from '../../../adapters/log-memory/memory.ts';
import { mongoLogMemory } from '../../../adapters/log-memory/mongodb.ts';
import { logMemoryCompliance } from '../../compliance/log-memory.ts';
import { describeMongodb, mongodbOfSuite } from '../../support/mongodb.ts';

logMemoryCompliance('memory', async () => {
  const memory = memoryLogMemory();
  return [memory, memory];
});

describeMongodb('memory of a log in MongoDB', () => {
  const mongodb = mongodbOfSuite();
  logMemoryCompliance('mongodb', async () => {
    const address = mongodb.database();
    return [mongoLogMemory(await mongodb.connect(address)), mongoLogMemory(await mongodb.connect(address))];
  });
});
