interface Schema {
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
}
interface RequestBody {
  required?: boolean;
  content?: Record<string, { schema?: Schema }>;
}
/** The little of a description that is read here. */
export interface Description {
  readonly openapi: string;
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A body that may be null is one that may be left out: OpenAPI has a word of its own for that. */
export function withOptionalBodies(document: Description): Description {
  for (const operations of Object.values(document.paths ?? {}))
    for (const operation of Object.values(operations)) {
      const body = (operation as { readonly requestBody?: RequestBody }).requestBody;
      for (const media of Object.values(body?.content ?? {})) {
        const [schema, ...others] = media.schema?.anyOf?.filter(({ type }) => type !== 'null') ?? [];
        if (!schema || others.length > 0) continue;
        media.schema = schema;
        body!.required = false;
      }
    }
  return document;
}
