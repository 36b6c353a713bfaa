import type { FastifyRequest } from 'fastify';

/**
 * Pages of an answer that takes a while: before each it is looked whether the caller still may have it, in the same
 * departments. Whoever lost that meanwhile gets no more: the answer breaks off, which no program takes for a whole one.
 */
export async function* whileAllowed<Page>(
  request: FastifyRequest,
  pages: AsyncIterable<Page>,
): AsyncGenerator<Page, void> {
  for await (const page of pages) {
    await request.requireAsBefore();
    yield page;
  }
}
