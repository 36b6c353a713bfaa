import type { AgentReport, IdentityClaims, Inventory, ListSection } from '../../domain/devices/index.ts';
import { claimsOf } from './claims.ts';
import { sortForm } from './canonical.ts';
import { ItemReader } from './item-reader.ts';
import type { InventoryLimits } from './limits.ts';
import { NetworkAdapters } from './networks.ts';
import { generalOf, hardwareOf, operatingSystemOf } from './scalar-sections.ts';
import { ignoredSections, listRules, secretSections } from './section-rules.ts';
import { isRawItem, type RawItem, type RawValue } from './values.ts';

type Dropped = AgentReport['dropped'][number];

/** What the envelope of the message says, beside its sections. */
export interface Envelope {
  readonly dialect: AgentReport['dialect'];
  readonly deviceId: string;
  readonly partial: boolean;
  readonly tag?: string | undefined;
  /** `name_vVersion` of the agent, where no section tells it. */
  readonly client?: string | undefined;
}

/** A machine that has none of these sends no section at all, so a full report without one means "none". */
const emptyWhenAbsent: readonly ListSection[] = [
  'usbDevices',
  'monitors',
  'printers',
  'batteries',
  'virtualMachines',
  'antivirus',
  'modems',
];

/** Most section names that can be unknown before the rest is only counted. */
const unknownNames = 50;

/**
 * Takes the sections of any dialect, item by item as they are parsed, straight into the normal form.
 * Field names are those of the GLPI vocabulary.
 */
export class ReportBuilder {
  private readonly limits: InventoryLimits;
  private readonly reader = new ItemReader();
  private readonly lists = new Map<ListSection, object[]>();
  private readonly networks: NetworkAdapters;
  private sawNetworks = false;
  private readonly singles = new Map<string, RawItem>();
  private readonly users: RawItem[] = [];
  private readonly account: RawItem[] = [];
  private client: string | undefined;
  private oldDeviceId: string | undefined;
  private readonly unknown = new Set<string>();
  private readonly dropped = new Map<string, Dropped>();

  constructor(limits: InventoryLimits) {
    this.limits = limits;
    this.networks = new NetworkAdapters(limits.items);
  }

  /** One item of a section; plain text for sections that are a single value. */
  add(section: string, value: RawValue): void {
    const rule = listRules.get(section);
    if (rule) {
      if (!isRawItem(value)) return this.drop(section, 'invalid');
      this.open(rule.target);
      if (isEmpty(value)) return;
      this.reader.item = value;
      const item = rule.map(this.reader);
      if (item) this.push(section, rule.target, item);
      else if (item === undefined) this.drop(section, 'invalid');
    } else this.addOther(section, value);
    this.countCuts(section);
  }

  /** A section that is present, though it may hold nothing. */
  begin(section: string): void {
    const rule = listRules.get(section);
    if (rule) this.open(rule.target);
    if (section === 'networks') this.sawNetworks = true;
  }

  private open(target: ListSection): object[] {
    let list = this.lists.get(target);
    if (!list) this.lists.set(target, (list = []));
    return list;
  }

  private push(section: string, target: ListSection, item: object): void {
    const list = this.open(target);
    if (list.length < this.limits.items) list.push(item);
    else this.drop(section, 'limit');
  }

  private countCuts(section: string): void {
    if (this.reader.cuts === 0) return;
    this.drop(section, 'too-long', this.reader.cuts);
    this.reader.cuts = 0;
  }

  private addOther(section: string, value: RawValue): void {
    if (secretSections.has(section)) return this.drop(section, 'secret');
    switch (section) {
      case 'networks':
        return this.addNetwork(value);
      case 'hardware':
      case 'bios':
      case 'operatingsystem':
      case 'accesslog':
        if (isRawItem(value)) this.singles.set(section, { ...this.singles.get(section), ...value });
        else this.drop(section, 'invalid');
        return;
      case 'users':
        if (isRawItem(value) && this.users.length < 100) this.users.push(value);
        return;
      case 'accountinfo':
        if (isRawItem(value) && this.account.length < 100) this.account.push(value);
        return;
      case 'versionclient':
        this.client = this.reader.clean(value);
        return;
      case 'old_deviceid':
        this.oldDeviceId = this.reader.clean(value);
        return;
      default:
        if (ignoredSections.has(section)) return;
        if (this.unknown.size < unknownNames)
          this.unknown.add(this.reader.clean(section.slice(0, 64)) ?? '?');
    }
  }

  private addNetwork(value: RawValue): void {
    this.sawNetworks = true;
    if (!isRawItem(value)) return this.drop('networks', 'invalid');
    if (isEmpty(value)) return;
    this.reader.item = value;
    const outcome = this.networks.add(this.reader);
    if (outcome === 'invalid' || outcome === 'limit') this.drop('networks', outcome);
  }

  drop(section: string, reason: Dropped['reason'], count = 1): void {
    const key = `${section}/${reason}`;
    const known = this.dropped.get(key);
    this.dropped.set(key, { section, reason, count: (known?.count ?? 0) + count });
  }

  finish(envelope: Envelope): AgentReport {
    const singles = {
      hardware: this.singles.get('hardware'),
      bios: this.singles.get('bios'),
      operatingsystem: this.singles.get('operatingsystem'),
    };
    const inventory: Record<string, unknown> = generalOf(singles, this.users);
    const hardware = hardwareOf(singles);
    if (hardware) inventory['hardware'] = hardware;
    const operatingSystem = operatingSystemOf(singles);
    if (operatingSystem) inventory['operatingSystem'] = operatingSystem;
    if (this.sawNetworks) inventory['networkAdapters'] = this.networks.finish();
    if (!envelope.partial) for (const section of emptyWhenAbsent) this.open(section);
    for (const [section, items] of this.lists) inventory[section] = items;
    const agent = this.agentOf(envelope);
    if (Object.keys(agent).length > 0) inventory['agent'] = agent;

    const form = sortForm(inventory as Inventory);
    const collectedAt = this.collectedAt();
    return {
      claims: this.claims(envelope, form),
      inventory: form,
      partial: envelope.partial,
      dialect: envelope.dialect,
      ...(collectedAt === undefined ? {} : { collectedAt }),
      unknownSections: [...this.unknown].sort(),
      dropped: [...this.dropped.values()],
    };
  }

  private claims(envelope: Envelope, inventory: Inventory): IdentityClaims {
    const told = this.singles.get('hardware')?.['old_deviceid'];
    return claimsOf(inventory, envelope.deviceId, this.oldDeviceId ?? this.reader.clean(told));
  }

  private agentOf(envelope: Envelope): NonNullable<Inventory['agent']> {
    const client = this.client ?? this.reader.clean(envelope.client);
    const match = /^(.{1,100}?)_v(.{1,50})$/.exec(client ?? '');
    // The programs name the module that collected, people the agent.
    const name = (match?.[1] ?? client)?.replace(/-Inventory$/, '-Agent');
    const tag = this.reader.clean(envelope.tag) ?? this.accountTag();
    return { ...(name && { name }), ...(match?.[2] && { version: match[2] }), ...(tag && { tag }) };
  }

  private accountTag(): string | undefined {
    for (const item of this.account)
      if (item['keyname'] === 'TAG') return this.reader.clean(item['keyvalue']);
    return undefined;
  }

  /** The agent's own clock: local time with the offset that the operating system told. */
  private collectedAt(): string | undefined {
    const logged = this.singles.get('accesslog')?.['logdate'];
    const zone = this.singles.get('operatingsystem')?.['timezone'];
    const offset = isRawItem(zone) ? zone['offset'] : undefined;
    if (typeof logged !== 'string' || typeof offset !== 'string') return undefined;
    const time = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(logged.trim());
    const shift = /^([+-]\d{2}):?(\d{2})$/.exec(offset.trim());
    if (!time || !shift) return undefined;
    const milliseconds = Date.parse(`${time[1]}T${time[2]}.000${shift[1]}:${shift[2]}`);
    return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
  }
}

function isEmpty(item: RawItem): boolean {
  for (const field in item) if (item[field] !== undefined && item[field] !== '') return false;
  return true;
}
