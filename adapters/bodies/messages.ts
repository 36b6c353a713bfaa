/** What the thread of the body store is asked, and what it answers. */
export interface BodyCalls {
  put: { request: PutRequest; answer: null };
  get: {
    request: { readonly op: 'get'; readonly hash: string };
    answer: { readonly bytes: Uint8Array; readonly contentType: string } | undefined;
  };
  /** First arrivals after a number, oldest first; none: the end. */
  list: {
    request: { readonly op: 'list'; readonly after: number };
    answer: {
      readonly items: readonly { readonly hash: string; readonly at: string; readonly size: number }[];
      readonly last: number;
    };
  };
  close: { request: { readonly op: 'close' }; answer: null };
}

export interface PutRequest {
  readonly op: 'put';
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly at: string;
}
