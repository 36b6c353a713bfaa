export {
  devicesCollection,
  identityCollection,
  softwareCollection,
  timelineCollection,
} from './collections.ts';
export { deviceOf } from './event.ts';
export { deviceIdentity } from './identity.ts';
export { deviceList } from './list.ts';
export { revisionsOf } from './revisions.ts';
export type { Revision } from './revisions.ts';
export { sentenceParts, sentenceText } from './sentence-text.ts';
export type {
  Sentence,
  SentenceKey,
  SentenceLanguage,
  SentenceParam,
  SentencePart,
} from './sentence-text.ts';
export { sentenceOf } from './sentence.ts';
export { timelineKinds } from './timeline-kind.ts';
export type { TimelineKind } from './timeline-kind.ts';
export { deviceSoftware } from './software.ts';
export { deviceTimeline } from './timeline.ts';
export { compareDetails } from './compare.ts';
export type { DeviceComparison, DeviceDifference } from './compare.ts';
export { deviceDetail } from './detail.ts';
export type { DetailMoment, DeviceDetail, ValueSource } from './detail.ts';
