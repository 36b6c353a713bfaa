import { onEmbeddedStores } from '../../support/server-stores.ts';
import { ofTheData, suitesOfTheInterface } from './suites.ts';

describe('the interface on embedded stores', () => onEmbeddedStores(() => suitesOfTheInterface(ofTheData)));
