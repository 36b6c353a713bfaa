import { describeAccessible } from '../support/accessible.ts';

describeAccessible({ width: 1440, colours: true });
