import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** A value as OTLP's JSON writes it: exactly one kind. */
const Value = z.union([
  z.strictObject({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.strictObject({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
  z
    .strictObject({ intValue: z.union([z.int(), z.string().regex(/^-?\d+$/)]) })
    .transform(({ intValue }) => Number(intValue)),
  z.strictObject({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
]);
const Attributes = z
  .array(z.strictObject({ key: z.string().min(1), value: Value }))
  .transform(pairs => Object.fromEntries(pairs.map(({ key, value }) => [key, value])));

const traceId = z.string().regex(/^(?!0+$)[0-9a-f]{32}$/);
const spanId = z.string().regex(/^(?!0+$)[0-9a-f]{16}$/);
const nanoseconds = z.string().regex(/^\d{19}$/);

const Span = z
  .strictObject({
    traceId,
    spanId,
    parentSpanId: spanId.optional(),
    traceState: z.string().optional(),
    name: z.string().min(1),
    /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
    kind: z.int().min(1).max(5),
    startTimeUnixNano: nanoseconds,
    endTimeUnixNano: nanoseconds,
    attributes: Attributes,
    droppedAttributesCount: z.literal(0),
    events: z.array(z.never()),
    droppedEventsCount: z.literal(0),
    status: z.strictObject({ code: z.int().min(0).max(2) }),
    links: z.array(
      z.strictObject({
        traceId,
        spanId,
        attributes: Attributes,
        droppedAttributesCount: z.literal(0),
        traceState: z.string().optional(),
        flags: z.int().optional(),
      }),
    ),
    droppedLinksCount: z.literal(0),
    flags: z.int().optional(),
  })
  .refine(span => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano), 'ends before it starts');
export type ReceivedSpan = z.infer<typeof Span> & { readonly service: Readonly<Record<string, unknown>> };

/** ExportTraceServiceRequest of OTLP 1.x in JSON; nothing that it does not have is let through. */
const Export = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: Attributes, droppedAttributesCount: z.literal(0).optional() }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.literal('muster'), version: z.string().optional() }),
          spans: z.array(Span),
          schemaUrl: z.string().optional(),
        }),
      ),
      schemaUrl: z.string().optional(),
    }),
  ),
});

export interface Collector {
  readonly endpoint: string;
  /** Everything received so far, oldest first. */
  readonly spans: readonly ReceivedSpan[];
  /** Headers of the newest request. */
  readonly headers: () => IncomingMessage['headers'];
  /** What was wrong with what came; empty if all went well. */
  readonly faults: readonly string[];
  readonly requests: () => number;
  /** Resolves with what it found once that is not undefined, looking again after each request. */
  until<Found>(find: (spans: readonly ReceivedSpan[]) => Found | undefined): Promise<Found>;
  /** The spans of a trace in which all these names are. */
  trace(traceId: string, ...names: readonly string[]): Promise<readonly ReceivedSpan[]>;
  close(): Promise<void>;
}

/** Takes traces as a collector of OpenTelemetry does, and checks their form. `mood` is how it answers. */
export async function startCollector(mood: 'well' | 'refusing' | 'hanging' = 'well'): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const faults: string[] = [];
  const looking = new Set<() => void>();
  let newest: IncomingMessage | undefined;
  let requests = 0;

  async function take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      return void faults.push(`${request.method} ${request.url}`);
    if (request.headers['content-type'] !== 'application/json')
      return void faults.push(`content-type ${request.headers['content-type']}`);
    const parsed = Export.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
    if (!parsed.success) return void faults.push(z.prettifyError(parsed.error));
    for (const { resource, scopeSpans } of parsed.data.resourceSpans)
      for (const scope of scopeSpans)
        spans.push(...scope.spans.map(span => ({ ...span, service: resource.attributes })));
  }

  const server: Server = createServer((request, response) => {
    newest = request;
    requests += 1;
    if (mood === 'hanging') return;
    void take(request).then(() => {
      response.writeHead(mood === 'refusing' ? 400 : 200, { 'content-type': 'application/json' }).end('{}');
      for (const look of looking) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const until: Collector['until'] = find =>
    new Promise(resolve => {
      const look = () => {
        const found = find(spans);
        if (found === undefined) return;
        looking.delete(look);
        resolve(found);
      };
      looking.add(look);
      look();
    });

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    faults,
    headers: () => newest?.headers ?? {},
    requests: () => requests,
    until,
    trace: (id, ...names) =>
      until(all => {
        const own = all.filter(span => span.traceId === id);
        return names.every(name => own.some(span => span.name === name)) ? own : undefined;
      }),
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
