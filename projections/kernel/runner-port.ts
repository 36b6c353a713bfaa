/** How far each projection is, and the levers an operator has. Implemented by `runner.ts`. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly state: 'live' | 'catching-up' | 'rebuilding' | 'failed' | 'stopped';
  readonly position: number;
  /** Events of the log beyond it; estimated where positions do not count them. */
  readonly lag: number;
  /** 0 to 1 while rebuilding. */
  readonly progress: number | null;
  readonly error: {
    readonly position: number;
    readonly eventType: string;
    readonly message: string;
    readonly at: string;
    /** A newer version of the program wrote the event: no trying again helps here. */
    readonly newer?: boolean;
  } | null;
  /** One line for people: why it was rebuilt, for example. */
  readonly note: string | null;
}

export interface ProjectionRunner {
  /** Opens the collections, rebuilds what needs it, then follows the log. Resolves when following has begun. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves true when the named projections (default all that are not failed) reached `position`; false after `timeoutMs`. */
  reached(
    position: number,
    options?: { readonly projections?: readonly string[]; readonly timeoutMs?: number },
  ): Promise<boolean>;
  status(): readonly ProjectionStatus[];
  /**
   * Builds into fresh collections while the old ones serve, then swaps; one that goes on already is joined. The
   * signal ends a build that this call began, and the call rejects.
   */
  rebuild(name: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Tries a failed projection again from its checkpoint. */
  retry(name: string): Promise<void>;
}
