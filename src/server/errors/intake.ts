import { defineErrors } from './define.ts';

/** What agents are told, and enrolment. */
export const intakeErrors = defineErrors({});
