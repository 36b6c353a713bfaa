export {
  devicesCollection,
  identityCollection,
  softwareCollection,
  timelineCollection,
} from './collections.ts';
export { deviceOf } from './event.ts';
export { deviceIdentity } from './identity.ts';
export { deviceList } from './list.ts';
export { sentenceParts, sentenceText } from './sentence-text.ts';
export type {
  Sentence,
  SentenceKey,
  SentenceLanguage,
  SentenceParam,
  SentencePart,
} from './sentence-text.ts';
export { sentenceOf, timelineKinds } from './sentence.ts';
export type { TimelineKind } from './sentence.ts';
export { deviceSoftware } from './software.ts';
export { deviceTimeline } from './timeline.ts';
