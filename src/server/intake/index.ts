export { IntakeService } from './intake-service.ts';
export type { IntakeOptions } from './intake-service.ts';
export { DeviceRecorder } from './device-recorder.ts';
export { reportEveryHours } from './contract.ts';
export type {
  ImportResult,
  IncomingBody,
  IntakeAnswer,
  IntakePorts,
  IntakeRefusal,
  IntakeReply,
} from './contract.ts';
export { enrolUser } from './credentials.ts';
export type { Presented } from './credentials.ts';
export { EnrolmentService } from './enrolment-service.ts';
