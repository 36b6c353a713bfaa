/**
 * Values by device id in two levels: to fold an event copies one small part, so a pool of many thousand devices
 * is folded in time that grows with the events, not with their square. Plain JSON, for snapshots.
 */
export type ByDevice<Value> = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** Ids end in random characters, which spread them evenly. */
const partOf = (deviceId: string): string => `.${deviceId.slice(-2)}`;

export function valueFor<Value>(all: ByDevice<Value>, deviceId: string): Value | undefined {
  const part = all[partOf(deviceId)];
  return part && Object.hasOwn(part, deviceId) ? part[deviceId] : undefined;
}

export function withValue<Value>(all: ByDevice<Value>, deviceId: string, value: Value): ByDevice<Value> {
  const part = partOf(deviceId);
  return { ...all, [part]: { ...all[part], [deviceId]: value } };
}

export function withoutDevice<Value>(all: ByDevice<Value>, deviceId: string): ByDevice<Value> {
  if (valueFor(all, deviceId) === undefined) return all;
  const part = partOf(deviceId);
  const { [deviceId]: _gone, ...others } = all[part]!;
  return { ...all, [part]: others };
}
