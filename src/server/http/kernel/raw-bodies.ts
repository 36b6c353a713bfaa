import type { FastifyInstance } from 'fastify';

/** Routes of this scope are given the bytes of a body as they came, whatever it is said to be. */
export function takeBytes(
  scope: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>,
  bodyLimit: number,
): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
}
