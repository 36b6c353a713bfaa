import { describeAccessible } from '../support/accessible.ts';

describeAccessible({ width: 390 });
