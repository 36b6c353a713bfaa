import { describeMongodb } from '../../support/mongodb.ts';
import { onStoresBeyondOneMachine } from '../../support/server-stores.ts';
import { onOneServerOnly, suitesOfTheInterface } from './suites.ts';

// The others are asked of two servers on the same stores, which is more.
describeMongodb('the interface on an EventStoreDB and a MongoDB', () =>
  onStoresBeyondOneMachine(1, () => suitesOfTheInterface(onOneServerOnly)),
);
