import { SaxesParser } from 'saxes';
import { BodyError } from './errors.ts';
import { legacyDeviceId } from './device-id.ts';
import { fusionInventoryNames } from './fusioninventory.ts';
import type { InventoryLimits } from './limits.ts';
import type { AgentMessage } from './messages.ts';
import { ocsNames } from './ocs.ts';
import { ReportBuilder } from './report-builder.ts';
import { secretSections } from './section-rules.ts';
import type { RawItem, RawValue } from './values.ts';
import type { SectionNames } from './vocabulary.ts';

/** Longest text kept of one element while parsing; the normal form keeps far less. */
const keptText = 8_192;
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

interface Frame {
  readonly field: string;
  text: string;
  children: Record<string, RawValue> | undefined;
}

export interface XmlResult {
  readonly message: AgentMessage;
  readonly redacted: string | undefined;
}

/**
 * `REQUEST` of OCS and FusionInventory agents, parsed as a stream straight into the normal form. Limits hold
 * while parsing; document types and entities of their own are refused.
 */
export function parseXml(document: string, limits: InventoryLimits, userAgent?: string): XmlResult {
  // Some agents pass control characters of the machine on; they are no XML, and no loss.
  const source = document.search(forbidden) < 0 ? document : document.replace(forbidden, '');
  const request = new RequestReader(source, limits);
  request.parse();
  return { message: request.message(userAgent), redacted: request.redacted() };
}

/** The agents that speak the GLPI vocabulary say their name in VERSIONCLIENT; OCS agents do not. */
const speaksFusionInventory = /<VERSIONCLIENT>\s*(?:FusionInventory|GLPI)/i;

class RequestReader {
  private readonly source: string;
  private readonly limits: InventoryLimits;
  private readonly dialect: 'ocs' | 'fusioninventory';
  private readonly builder: ReportBuilder;
  private readonly parser = new SaxesParser();
  private depth = 0;
  private elements = 0;
  /** Text of the elements of the envelope. */
  private readonly envelope = new Map<string, string>();
  private inContent = false;
  private section: SectionNames | undefined;
  private sectionStart = 0;
  private stack: Frame[] = [];
  private envelopeField = '';
  private envelopeText = '';
  private readonly secrets: { from: number; to: number }[] = [];

  constructor(source: string, limits: InventoryLimits) {
    this.source = source;
    this.limits = limits;
    this.dialect = speaksFusionInventory.test(source) ? 'fusioninventory' : 'ocs';
    this.builder = new ReportBuilder(limits);
  }

  parse(): void {
    const { parser } = this;
    parser.on('error', error => this.malformed(error));
    parser.on('doctype', () => {
      throw new BodyError('xml-doctype', 'a document type declaration is not allowed');
    });
    parser.on('opentag', tag => this.open(tag.name));
    parser.on('text', text => this.text(text));
    parser.on('cdata', text => this.text(text));
    parser.on('closetag', () => this.close());
    parser.write(this.source).close();
  }

  private malformed(error: Error): never {
    if (/entity/i.test(error.message)) {
      throw new BodyError(
        'xml-entity',
        `an entity that XML itself does not define, at line ${this.parser.line}`,
      );
    }
    throw new BodyError(
      'xml-malformed',
      `the XML is not well-formed at line ${this.parser.line}, column ${this.parser.column}`,
    );
  }

  private open(name: string): void {
    if (++this.elements > this.limits.elements) {
      throw new BodyError('xml-too-many-elements', `more than ${this.limits.elements} elements`);
    }
    if (++this.depth > this.limits.depth) {
      throw new BodyError('xml-too-deep', `elements nested more than ${this.limits.depth} deep`);
    }
    if (this.depth === 1) {
      if (name !== 'REQUEST') throw new BodyError('message-invalid', 'the root element must be REQUEST');
    } else if (this.depth === 2) {
      this.inContent = name === 'CONTENT';
      this.envelopeField = name;
      this.envelopeText = '';
    } else if (this.inContent) this.openInContent(name);
  }

  private openInContent(name: string): void {
    if (this.depth === 3) {
      this.section = (this.dialect === 'ocs' ? ocsNames : fusionInventoryNames).section(name);
      // The parser stands behind the tag; a tag holds no other "<".
      this.sectionStart = this.source.lastIndexOf('<', this.parser.position - 1);
      this.stack = [{ field: name, text: '', children: undefined }];
      return;
    }
    const field = this.depth === 4 ? (this.section?.field(name) ?? name) : name.toLowerCase();
    this.stack.push({ field, text: '', children: undefined });
  }

  private text(text: string): void {
    if (this.depth === 2 && !this.inContent) {
      if (this.envelopeText.length < keptText) this.envelopeText += text.slice(0, keptText);
      return;
    }
    const frame = this.stack[this.stack.length - 1];
    if (frame && frame.text.length < keptText)
      frame.text += text.length > keptText ? text.slice(0, keptText) : text;
  }

  private close(): void {
    if (this.depth === 2 && !this.inContent) this.envelope.set(this.envelopeField, this.envelopeText.trim());
    if (this.depth === 2) this.inContent = false;
    if (this.depth >= 3 && this.inContent) this.closeInContent();
    this.depth--;
  }

  private closeInContent(): void {
    const frame = this.stack.pop();
    if (!frame || !this.section) return;
    const value: RawValue = frame.children ?? frame.text;
    const parent = this.stack[this.stack.length - 1];
    if (parent) attach(parent, frame.field, value);
    else this.endSection(frame);
  }

  private endSection(frame: Frame): void {
    const section = this.section?.section ?? '';
    if (secretSections.has(section)) this.secrets.push({ from: this.sectionStart, to: this.parser.position });
    // An element without children is either a single value or a section with nothing in it.
    if (frame.children === undefined) this.builder.add(section, frame.text.trim() === '' ? {} : frame.text);
    else this.builder.add(section, withDefaults(frame.children, this.section?.defaults));
    this.section = undefined;
  }

  message(userAgent: string | undefined): AgentMessage {
    const query = this.envelope.get('QUERY')?.toUpperCase();
    if (query === undefined) throw new BodyError('message-invalid', 'the message has no QUERY');
    const told = this.envelope.get('DEVICEID');
    if (query === 'PROLOG') return { kind: 'prolog', deviceId: legacyDeviceId(told) };
    if (query !== 'INVENTORY') return { kind: 'unknown', deviceId: told ?? null, action: query.slice(0, 40) };
    const deviceId = legacyDeviceId(told);
    return {
      kind: 'inventory',
      report: this.builder.finish({ dialect: this.dialect, deviceId, partial: false, client: userAgent }),
    };
  }

  redacted(): string | undefined {
    if (this.secrets.length === 0) return undefined;
    // Kept as UTF-8, whatever the declaration says: a byte order mark outranks it.
    const parts = ['\ufeff'];
    let at = 0;
    for (const { from, to } of this.secrets) {
      parts.push(this.source.slice(at, from));
      at = to;
    }
    parts.push(this.source.slice(at));
    return parts.join('');
  }
}

function withDefaults(item: RawItem, defaults: Readonly<Record<string, string>> | undefined): RawItem {
  return defaults ? { ...defaults, ...item } : item;
}

/** A repeated element is a list. */
function attach(parent: Frame, field: string, value: RawValue): void {
  // A plain object, which is much quicker than one without prototype; the one name it cannot hold is no field.
  if (field === '__proto__') return;
  parent.children ??= {};
  const known = Object.hasOwn(parent.children, field) ? parent.children[field] : undefined;
  if (known === undefined) parent.children[field] = value;
  else if (Array.isArray(known)) (known as RawValue[]).push(value);
  else parent.children[field] = [known as RawItem | string, value];
}
