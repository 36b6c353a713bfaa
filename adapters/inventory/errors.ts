/** Why a body was refused. The texts are for administrators; nothing an agent said is in them. */
export type BodyErrorCode =
  | 'body-empty'
  | 'body-too-large'
  | 'body-truncated'
  | 'body-coding-unknown'
  | 'body-coding-broken'
  | 'body-charset-unknown'
  | 'body-charset-broken'
  | 'xml-malformed'
  | 'xml-doctype'
  | 'xml-entity'
  | 'xml-too-deep'
  | 'xml-too-many-elements'
  | 'json-malformed'
  | 'message-invalid'
  | 'device-id-missing'
  | 'device-id-invalid';

/** A body that cannot be read. Thrown while decoding and parsing, answered as 4xx by the intake. */
export class BodyError extends Error {
  readonly code: BodyErrorCode;
  constructor(code: BodyErrorCode, message: string) {
    super(message);
    this.name = 'BodyError';
    this.code = code;
  }
}
