import { describeMongodb } from '../../support/mongodb.ts';
import { onStoresBeyondOneMachine } from '../../support/server-stores.ts';
import { ofTheData, suitesOfTheInterface } from './suites.ts';

describeMongodb('the interface on an EventStoreDB and a MongoDB', () =>
  onStoresBeyondOneMachine(1, () => suitesOfTheInterface(ofTheData)),
);
