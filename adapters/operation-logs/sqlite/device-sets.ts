/** Between ids; none has it. */
const between = '\0';
/** Sets that a thread keeps; the scopes of those who ask just now. */
const mostKept = 8;

/**
 * The devices of a scope cross to a thread as one text: tens of thousands of ids by themselves take longer than the
 * question. The text is made once for a set that is used again.
 */
export class DeviceTexts {
  readonly #texts = new WeakMap<ReadonlySet<string>, string>();

  of(devices: ReadonlySet<string> | undefined): string | undefined {
    if (!devices) return undefined;
    let text = this.#texts.get(devices);
    if (text === undefined) this.#texts.set(devices, (text = [...devices].join(between)));
    return text;
  }
}

/** The other end of it. */
export class DeviceSets {
  readonly #sets = new Map<string, ReadonlySet<string>>();

  of(text: string | undefined): ReadonlySet<string> | undefined {
    if (text === undefined) return undefined;
    let set = this.#sets.get(text);
    if (set) return set;
    set = new Set(text === '' ? [] : text.split(between));
    if (this.#sets.size >= mostKept) this.#sets.clear();
    this.#sets.set(text, set);
    return set;
  }
}
