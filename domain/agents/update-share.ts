/**
 * Whether a device is among the first `percent` of an update. Each update draws anew, so that it is not always the same
 * computers that come first; a wider share holds all of a narrower one.
 */
export function isWithinShare(update: string, deviceId: string, percent: number): boolean {
  return drawn(`${update} ${deviceId}`) % 10_000 < percent * 100;
}

/** FNV-1a, stirred as MurmurHash3 ends: even over ids that differ in their last letter only. */
function drawn(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
