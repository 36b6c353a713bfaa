import type { SearchedSoftware } from '../../../domain/agents/index.ts';
import type { Collector, Item, Sections } from '../inventory/collector.ts';
import type { KeptSearch } from '../store/search-file.ts';
import type { FoundSoftware } from './search-disks.ts';

/** How an entry that was found by its files says where it comes from. */
export const foundBySearch = 'search';

/** The collector, whose software has what was found on the disks and its own database does not list. */
export function withFound(collector: Collector, kept: () => KeptSearch): Collector {
  if (!collector.sections.includes('softwares')) return collector;
  return {
    ...collector,
    words: `${collector.words} Besides, whether a file with a name that the server asks for lies on a local disk, and its size and folder; never what is in it.`,
    async collect(source) {
      const sections = await collector.collect(source);
      const { search, found } = kept();
      return addFound(sections, search?.conditions ?? [], found);
    },
  };
}

/** What was found, among the software of a look. */
export function addFound(
  sections: Sections,
  conditions: readonly SearchedSoftware[],
  found: readonly FoundSoftware[],
): Sections {
  const { softwares } = sections;
  if (!Array.isArray(softwares)) return sections;
  const listed = softwares as readonly Item[];
  const added = conditions.flatMap(condition => {
    const { id, name, version, publisher } = condition;
    const file = found.find(each => each.condition === id);
    if (!file || listed.some(item => isOf(condition, item))) return [];
    return [{ name, version, publisher, from: foundBySearch, folder: file.folder, filesize: file.bytes }];
  });
  return { ...sections, softwares: [...listed, ...added] };
}

/** Whether the system's own database lists it, in whichever version where the condition names none. */
function isOf({ name, version }: SearchedSoftware, item: Item): boolean {
  const same = (one: string, other: unknown) =>
    one.toLowerCase() ===
    String(other ?? '')
      .trim()
      .toLowerCase();
  return same(name, item['name']) && (version === undefined || same(version, item['version']));
}
