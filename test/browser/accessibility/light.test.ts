import { describeAccessible } from '../support/accessible.ts';

describeAccessible({ theme: 'light', width: 1440 });
