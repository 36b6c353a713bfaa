import { onEmbeddedStores } from '../../support/server-stores.ts';
import { notOnEmbedded, ofTheData, suitesOfTheInterface } from './suites.ts';

describe('the interface on embedded stores', () =>
  onEmbeddedStores(() => suitesOfTheInterface(ofTheData.filter(name => !notOnEmbedded.includes(name)))));
