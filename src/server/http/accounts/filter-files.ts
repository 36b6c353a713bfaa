import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SharedViewCommand } from '../../../../domain/accounts/index.ts';
import { sharedViews, sharedViewsStream, ViewContent, ViewName } from '../../../../domain/accounts/index.ts';
import type { CollectionDefinition } from '../../../../projections/kernel/index.ts';
import { operationsCollection } from '../../../../projections/operation-logs/index.ts';
import type { FilterFile, FilterType } from '../../accounts/filter-file.ts';
import {
  FilterFileError,
  filterFileLimit,
  filterTypes,
  isWritable,
  readFilterFile,
  writeFilterFile,
} from '../../accounts/filter-file.ts';
import type { FilteredList, SavedFilter } from '../../accounts/saved-filters.ts';
import {
  criteriaOf,
  fieldsOf,
  filterNamed,
  keptFilters,
  listOfType,
  localColumns,
  viewsWith,
} from '../../accounts/saved-filters.ts';
import { keeperOf } from '../../auth/built-in.ts';
import type { Principal } from '../../auth/principal.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { Api, RouteModule, ServerContext } from '../kernel/context.ts';
import { parseFilter } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { loadSharedViews, maySee } from './shared-views.ts';
import { named } from '../kernel/named.ts';

const tags = ['accounts'];
const access = 'devices.read';

/** Saved filters as files (CLI-054 to CLI-056): what one account has saved, carried to another account or server. */
export const filterFileRoutes: RouteModule = (api, context) => {
  exportRoute(api, context);
  void api.register(
    named('filter files', async scope => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        '*',
        { parseAs: 'string', bodyLimit: filterFileLimit },
        (_request, body, done) => done(null, body),
      );
      importRoute(scope as unknown as Api, context);
    }),
  );
};

const exportRoute: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/filters/export',
    config: { access, errors: ['FILTER_NOT_FOUND', 'FILTER_NOT_EXPORTABLE'] },
    schema: {
      summary: 'A saved filter as an XML file',
      description: 'One of your own, or one that is shared with you. A built-in view is none.',
      tags,
      querystring: z.strictObject({ type: z.enum(filterTypes), name: ViewName }),
      response: { 200: { description: 'The file.', content: { 'application/xml': { schema: z.string() } } } },
    },
    handler: async (request, reply) => {
      const { type, name } = request.query;
      const principal = principalOf(request);
      const found = await findFilter(context, principal, type, name);
      const text = writeFilterFile(toFile(type, found.filter, found.definition));
      return reply
        .type('application/xml; charset=utf-8')
        .header('Content-Disposition', `attachment; filename="filter-${found.filter.id}.xml"`)
        .send(text);
    },
  });
};

async function findFilter(context: ServerContext, principal: Principal, type: FilterType, name: string) {
  const { preferences } = await accountOf(context, principal);
  const list = listOfType[type];
  const shared = Object.entries((await loadSharedViews(context)).state).filter(
    ([, view]) => view.list === list?.list && maySee(view, principal),
  );
  const filter = list && filterNamed(name, keptFilters(preferences, list.list), shared);
  if (!filter) throw new AppError('FILTER_NOT_FOUND', { details: { type, name } });
  return { filter, definition: definitionOf(context, principal, list) };
}

function toFile(
  type: FilterType,
  { name, content, places = [] }: SavedFilter,
  definition: CollectionDefinition,
) {
  const filter = parseFilter(content.filter, definition);
  const fields = fieldsOf(filter, definition);
  const file = { type, name, criteria: criteriaOf(filter, definition), fields };
  const local = [...fields.map(each => each.name).filter(each => localColumns.has(each)), ...places];
  if (local.length > 0 || !isWritable(file))
    throw new AppError('FILTER_NOT_EXPORTABLE', { details: { columns: local } });
  return { ...file, sort: content.sort, columns: content.columns };
}

const ImportedFilter = z.object({
  type: z.enum(filterTypes),
  /** In the address of its list. */
  id: z.string(),
  name: z.string(),
  /** There was one of that name, and it is now this one. */
  replaced: z.boolean(),
});

const importRoute: RouteModule = (api, context) => {
  api.route({
    method: 'POST',
    url: '/filters/import',
    bodyLimit: filterFileLimit,
    config: {
      access,
      errors: [
        'FILTER_FILE_INVALID',
        'FILTER_NAME_INVALID',
        'FILTER_FIELDS_DIFFER',
        'FILTER_EXISTS',
        'PREFERENCES_TOO_LARGE',
        'REVISION_CONFLICT',
      ],
    },
    schema: {
      summary: 'Save a filter from an XML file among your own',
      description: 'The body is a file that the export wrote. Nobody but you sees it, until you share it.',
      tags,
      querystring: z.strictObject({
        /** Instead of the name in the file. */
        name: z.string().max(1_000).optional(),
        /** Puts it in the place of an own one of that name. */
        replace: z.stringbool().default(false),
        /** Decide and show, save nothing. */
        dryRun: z.stringbool().default(false),
      }),
      response: { 200: ImportedFilter },
    },
    handler: async request => {
      const principal = principalOf(request);
      const { name, replace, dryRun } = request.query;
      const file = readFile(typeof request.body === 'string' ? request.body : '');
      const list = listOfType[file.type];
      if (!list) throw new AppError('FILTER_FIELDS_DIFFER', { details: { type: file.type } });
      const content = checkedContent(file, definitionOf(context, principal, list));
      return save(context, principal, list, file.type, {
        name: checkedName(name ?? file.name),
        content,
        replace,
        dryRun,
      });
    },
  });
};

function readFile(text: string): FilterFile {
  try {
    return readFilterFile(text);
  } catch (error) {
    if (!(error instanceof FilterFileError)) throw error;
    throw new AppError('FILTER_FILE_INVALID', { details: { reason: error.message, line: error.line } });
  }
}

function checkedName(name: string): string {
  const checked = ViewName.safeParse(name);
  // Names stand in lists and on terminals.
  if (!checked.success || /\p{Cc}/u.test(name)) throw new AppError('FILTER_NAME_INVALID');
  return checked.data;
}

/** Every column it speaks of must be here and of the same type, and every criterion be one. */
function checkedContent(file: FilterFile, definition: CollectionDefinition): ViewContent {
  const differing = file.fields.filter(
    ({ name, type }) => name !== 'id' && definition.columns[name]?.type !== type,
  );
  if (differing.length > 0)
    throw new AppError('FILTER_FIELDS_DIFFER', { details: { columns: differing.map(({ name }) => name) } });
  const text = file.criteria.join('~');
  const invalid = (reason: string) => new AppError('FILTER_FILE_INVALID', { details: { reason } });
  try {
    parseFilter(text, definition);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw invalid('has a criterion that cannot be read');
  }
  const content = ViewContent.safeParse({
    ...(text && { filter: text }),
    ...(file.sort && { sort: file.sort }),
    ...(file.columns && { columns: file.columns }),
  });
  if (!content.success) throw invalid('is longer than a filter may be');
  return content.data;
}

interface Wanted {
  readonly name: string;
  readonly content: ViewContent;
  readonly replace: boolean;
  readonly dryRun: boolean;
}

async function save(
  context: ServerContext,
  principal: Principal,
  { list }: FilteredList,
  type: FilterType,
  { name, content, replace, dryRun }: Wanted,
): Promise<z.infer<typeof ImportedFilter>> {
  const userId = keeperOf(principal);
  const { actor } = principal;
  const { preferences, revision } = await accountOf(context, principal);
  const known = keptFilters(preferences, list).find(each => each.name === name);
  if (known && !replace) throw new AppError('FILTER_EXISTS', { details: { name } });
  const id = known?.id ?? randomUUID().slice(0, 8);
  const views = viewsWith(preferences, list, { id, name, content });
  await context.accounts.execute(userId, { type: 'ChangePreferences', changes: { views } }, actor, {
    expectedRevision: revision,
    dryRun,
  });
  if (known && !dryRun && list === 'devices') await shareAnew(context, principal, id, name, content);
  return { type, id, name, replaced: known !== undefined };
}

/** Others see of a view what its owner shares: where the replaced one is shared, they see the new one. */
async function shareAnew(
  context: ServerContext,
  principal: Principal,
  view: string,
  name: string,
  content: ViewContent,
): Promise<void> {
  const { state } = await loadSharedViews(context);
  const by = keeperOf(principal);
  const { actor } = principal;
  if (!Object.hasOwn(state, view) || state[view]!.owner !== by) return;
  const command: SharedViewCommand = { type: 'ShareView', view, by, list: 'devices', name, content };
  accepted(await context.services.commands.handle(sharedViewsStream, sharedViews, command, { actor }));
}

async function accountOf({ accounts }: ServerContext, principal: Principal) {
  const { state, revision } = await accounts.load(keeperOf(principal));
  return { preferences: state.preferences, revision };
}

/** Records of operation logs are no collection of the read store. */
const definitionOf = (context: ServerContext, { scope }: Principal, { collection }: FilteredList) =>
  collection === operationsCollection.name
    ? operationsCollection
    : context.reads(scope).definition(collection);
