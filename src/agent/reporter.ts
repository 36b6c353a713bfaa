import type { Logger } from 'pino';
import type { Collector, Sections, Source } from './inventory/collector.ts';
import { changedSections } from './inventory/changes.ts';
import { look } from './inventory/collectors.ts';
import { computerIn, essentialOf, reportOf } from './inventory/report.ts';
import type { MemoryFile } from './store/memory.ts';
import type { Spool } from './store/spool.ts';

export interface ReporterPorts {
  readonly agentId: string;
  readonly source: Source;
  readonly collectors: readonly Collector[];
  readonly memory: MemoryFile;
  readonly spool: Spool;
  readonly log: Logger;
  readonly now: () => Date;
  /** Told after a report in which these sections had no room. */
  readonly onLeftOut: (sections: readonly string[]) => void;
}

/** Looks at the computer and puts what is new into the spool. */
export class Reporter {
  readonly #ports: ReporterPorts;
  /** What names the computer, as it was seen last: every report carries it. */
  #essential: Sections = {};

  constructor(ports: ReporterPorts) {
    this.#ports = ports;
  }

  /**
   * One look at what belongs to the duty; a report only of sections that are otherwise than the server was told
   * last. `whole`: everything, whether or not it has changed. Everything, too, where the computer is another one than it
   * was: a copy of its disk must be told apart by its first report. Answers the sections that are told.
   */
  async report(duty: Collector['duty'] | 'whole'): Promise<readonly string[]> {
    const { agentId, source, collectors, memory, spool, log, now, onLeftOut } = this.#ports;
    const first = Object.keys(memory.value.sent).length === 0;
    const whole = duty === 'whole' || first;
    const wanted = whole ? collectors : collectors.filter(each => each.duty === duty || this.#lacks(each));
    const { sections, failed } = await look(source, wanted);
    for (const fault of failed) log.warn(fault, 'could not be read');
    this.#essential = { ...this.#essential, ...essentialOf(sections) };
    const computer = computerIn(this.#essential);
    if (!whole && isAnother(computer, memory.value.computer)) return this.report('whole');
    const changed = changedSections(sections, whole ? {} : memory.value.sent);
    if (Object.keys(changed).length === 0) return [];
    const told = Object.fromEntries(Object.entries(sections).filter(([name]) => name in changed));
    const partial = !whole || failed.length > 0;
    const at = now();
    const report = reportOf(agentId, { ...this.#essential, ...told }, partial, at);
    spool.add({
      path: '/inventory',
      contentType: 'application/x-compress-zlib',
      at: at.toISOString(),
      body: report.body.toString('base64'),
    });
    if (report.leftOut.length > 0) {
      log.warn(
        { sections: report.leftOut },
        'the report was larger than is sent; these sections are left out',
      );
      onLeftOut(report.leftOut);
    }
    // What had no room goes alone the next time; what has none even then is not tried at every look.
    const alone = report.told.every(name => name in this.#essential);
    const settled = new Set(alone ? [...report.told, ...report.leftOut] : report.told);
    const kept = Object.fromEntries(Object.entries(changed).filter(([name]) => settled.has(name)));
    memory.change({
      sent: { ...memory.value.sent, ...kept },
      lastInventoryAt: at.toISOString(),
      ...(computer !== undefined && { computer }),
    });
    return report.told;
  }

  /** After a start the computer's names are not known until they were looked at. */
  #lacks({ sections }: Collector): boolean {
    return ['hardware', 'operatingsystem'].some(
      name => sections.includes(name) && !(name in this.#essential),
    );
  }

  /** The server did not take what it was told: the next look tells everything. */
  forget(): void {
    this.#ports.memory.change({ sent: {} });
  }
}

function isAnother(computer: string | undefined, before: string | null): boolean {
  return computer !== undefined && before !== null && computer !== before;
}
