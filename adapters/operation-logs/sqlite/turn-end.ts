/**
 * Lets those who come within one turn of the event loop go on together when it ends: what they then ask of a thread is
 * one message, and waking a thread costs more than what most of them ask.
 */
export class TurnEnd {
  #end: Promise<void> | undefined;

  reached(): Promise<void> {
    return (this.#end ??= new Promise(resolve =>
      setImmediate(() => {
        this.#end = undefined;
        resolve();
      }),
    ));
  }
}
