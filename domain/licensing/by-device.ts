/**
 * Whole numbers by device id, in parts by the end of the id, each part one text: `|id=7|id=-1|`. A state is copied
 * and measured with each event, which with an object of many thousand members would cost more the more devices
 * there are; this costs one part. Plain JSON, for snapshots.
 */
export type ByDevice = Readonly<Record<string, string>>;

/** Ids are made here, of letters, digits and `-`, and end in random characters, which spread them evenly. */
const partOf = (deviceId: string): string => `.${deviceId.slice(-2)}`;

export function valueFor(all: ByDevice, deviceId: string): number | undefined {
  const part = all[partOf(deviceId)] ?? '|';
  const place = placeIn(part, deviceId);
  return place && Number(part.slice(place.value, place.end));
}

export function withValue(all: ByDevice, deviceId: string, value: number): ByDevice {
  const part = withoutDevice(all, deviceId)[partOf(deviceId)] ?? '|';
  return { ...all, [partOf(deviceId)]: `${part}${deviceId}=${value}|` };
}

export function withoutDevice(all: ByDevice, deviceId: string): ByDevice {
  const part = all[partOf(deviceId)] ?? '|';
  const place = placeIn(part, deviceId);
  if (!place) return all;
  return { ...all, [partOf(deviceId)]: part.slice(0, place.start) + part.slice(place.end) };
}

/** From the bar before the id to the bar behind its value. */
function placeIn(
  part: string,
  deviceId: string,
): { readonly start: number; readonly value: number; readonly end: number } | undefined {
  const start = part.indexOf(`|${deviceId}=`);
  if (start < 0) return undefined;
  const value = start + deviceId.length + 2;
  return { start, value, end: part.indexOf('|', value) };
}
