import { pipeline, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Tables and nothing else: errors (problem+json) repeat what was asked, live streams must not wait in a buffer. */
const tables = /^(application\/json|text\/csv)(;|$)/;
/** Bytes below which packing gains nothing. */
const worthwhile = 1_024;
/** As quick as gzip and a little smaller; the best, 11, takes a hundred times as long for a fifth less. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const whole = {
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, brotli),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
};
const streamed = { br: () => createBrotliCompress(brotli), gzip: () => createGzip() };

/**
 * Answers of reading routes go compressed to who accepts that. Answers to POST, PATCH, PUT and DELETE never do:
 * those alone carry secrets (tokens, passwords made up), and a secret beside words of the asker can be guessed
 * from the length of a compressed answer. Console files are compressed when they are built, not here.
 */
export function installCompression(app: FastifyInstance): void {
  app.addHook<unknown>('onSend', async (request, reply, payload) => {
    if (!mayPack(request, reply)) return payload;
    reply.header('Vary', varying(reply));
    const encoding = negotiate(request.headers['accept-encoding'] ?? '', ['br', 'gzip']) as
      'br' | 'gzip' | null;
    if (encoding === null) return payload;
    if (payload instanceof Readable) {
      announce(reply, encoding);
      // A reader that leaves ends both; the answer is cut short then, and nobody is there to be told.
      return pipeline(payload, streamed[encoding](), () => {});
    }
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    if (!Buffer.isBuffer(bytes) || bytes.length < worthwhile) return payload;
    announce(reply, encoding);
    return whole[encoding](bytes);
  });
}

function mayPack(request: FastifyRequest, reply: FastifyReply): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    reply.statusCode === 200 &&
    !reply.hasHeader('content-encoding') &&
    tables.test(String(reply.getHeader('content-type') ?? ''))
  );
}

function announce(reply: FastifyReply, encoding: string): void {
  reply.header('Content-Encoding', encoding);
  reply.removeHeader('Content-Length');
}

function varying(reply: FastifyReply): string {
  const already = reply.getHeader('vary');
  return already === undefined ? 'Accept-Encoding' : `${String(already)}, Accept-Encoding`;
}
