import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/system/index.ts';
import type { SentSections } from '../store/memory.ts';
import type { Item, Sections } from './collector.ts';

/** Free space counts once it moved by a tenth of the volume, and by a GiB at least: as the server counts it. */
const leastMib = 1_024;
const leastShare = 0.1;

/** What of these sections is otherwise than the server was told last, with what is to be remembered of it. */
export function changedSections(sections: Sections, sent: SentSections): SentSections {
  const changed: Record<string, SentSections[string]> = {};
  for (const [name, content] of Object.entries(sections)) {
    const now = markOf(name, content);
    const before = sent[name];
    const same = before?.hash === now.hash && !freeMoved(before, now, content);
    if (!same) changed[name] = now;
  }
  return changed;
}

function markOf(name: string, content: Sections[string]): SentSections[string] {
  const items = Array.isArray(content) ? (content as readonly Item[]) : [content as Item];
  // In whatever order they were found.
  const lines = items.map(item => canonicalJson(steady(name, item))).sort();
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex');
  return name === 'drives' ? { hash, free: freeOf(items) } : { hash };
}

/** The item without what passes. */
function steady(section: string, item: Item): Item {
  if (section === 'drives') return { ...item, free: undefined };
  if (section === 'networks' && typeof item['ipaddress6'] === 'string')
    // The lower half of an address is a new one every day, to protect whoever has it.
    return { ...item, ipaddress6: item['ipaddress6'].split(':').slice(0, 4).join(':') };
  return item;
}

function freeOf(items: readonly Item[]): Record<string, number> {
  return Object.fromEntries(items.map(({ type, free }) => [String(type), Number(free)]));
}

function freeMoved(
  before: SentSections[string],
  now: SentSections[string],
  content: Sections[string],
): boolean {
  if (!now.free || !Array.isArray(content)) return false;
  return (content as readonly Item[]).some(({ type, total }) => {
    const moved = Math.abs((now.free?.[String(type)] ?? 0) - (before.free?.[String(type)] ?? 0));
    return moved >= Math.max(leastMib, Number(total) * leastShare);
  });
}
