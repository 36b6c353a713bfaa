import { describeAccessible } from '../support/accessible.ts';

describeAccessible({ theme: 'dark', width: 1440, coloursOnly: true });
