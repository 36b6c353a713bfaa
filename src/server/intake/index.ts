export { IntakeService, reportEveryHours } from './intake-service.ts';
export type {
  IncomingBody,
  IntakeAnswer,
  IntakePorts,
  IntakeRefusal,
  IntakeReply,
} from './intake-service.ts';
export { enrolUser } from './credentials.ts';
export type { Presented } from './credentials.ts';
export { EnrolmentService } from './enrolment-service.ts';
