import type { FastifyReply } from 'fastify';
import { cookieName } from '../../auth/authenticate.ts';
import { sessionAbsoluteMs } from '../../auth/sessions.ts';
import type { Config } from '../../config.ts';

/** Readable by no script, sent to no other site; ends with the browser or the session. Null takes it away. */
export function setSessionCookie(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  reply: FastifyReply,
  token: string | null,
): void {
  const https = publicUrl?.startsWith('https://') ?? false;
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure: https } as const;
  if (token === null) reply.clearCookie(cookieName(https), attributes);
  else reply.setCookie(cookieName(https), token, { ...attributes, maxAge: sessionAbsoluteMs / 1_000 });
}
