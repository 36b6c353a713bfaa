export { entryId, hashText, productId, versionId } from './key.ts';
export { softwareSpanEvents, spansOf } from './spans.ts';
export type { SoftwareSpans } from './spans.ts';
export { productsCollection, softwareProducts, softwareVersions, versionsCollection } from './counts.ts';
