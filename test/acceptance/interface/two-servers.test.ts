import { describeMongodb } from '../../support/mongodb.ts';
import { onStoresBeyondOneMachine } from '../../support/server-stores.ts';
import { ofSeveralServers, ofTheData, onOneServerOnly, suitesOfTheInterface } from './suites.ts';

describeMongodb('the interface of two servers on an EventStoreDB and a MongoDB, asked by turns', () =>
  onStoresBeyondOneMachine(2, () =>
    suitesOfTheInterface([...ofTheData.filter(name => !onOneServerOnly.includes(name)), ...ofSeveralServers]),
  ),
);
