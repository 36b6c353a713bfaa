import PDFDocument from 'pdfkit';
import type { Inventory } from '../../../domain/devices/index.ts';
import { fieldTexts, fill, sheetTexts, type SheetLanguage, type SheetTexts } from './sheet-texts.ts';

/** What is printed; plain JSON, since the printing happens on another thread. */
export interface DeviceSheet {
  readonly id: string;
  readonly name: string;
  /** Facts beside the inventory: type, management state, department, location. */
  readonly facts: Readonly<Record<string, string | null>>;
  readonly inventory: Inventory;
  readonly stamp: SheetStamp;
  readonly language: SheetLanguage;
}

/** What makes the sheet checkable: the moment it stands for and where that lies in the sealed log. Times RFC 3339. */
export interface SheetStamp {
  readonly moment: string;
  readonly past: boolean;
  readonly position: number;
  readonly seal: { readonly number: number; readonly root: string } | null;
  readonly printedAt: string;
  readonly printedBy: string;
}

const identityFields = ['hostName', 'domain', 'lastUser'] as const;
/** Sections printed as tables: columns with their widths in points; the first takes what is left of the page. */
const sections: readonly {
  readonly name: keyof Inventory & keyof SheetTexts;
  readonly columns: Readonly<Record<string, number>>;
}[] = [
  { name: 'processors', columns: { name: 0, cores: 60, threads: 60, speed: 80 } },
  { name: 'memoryModules', columns: { slot: 0, capacity: 90, type: 90, speed: 80 } },
  { name: 'disks', columns: { name: 0, model: 170, size: 80, serialNumber: 130 } },
  { name: 'volumes', columns: { mount: 0, fileSystem: 90, total: 80, free: 80, encrypted: 70 } },
  { name: 'networkAdapters', columns: { name: 0, mac: 100, ipv4: 90, ipv6: 160, status: 40 } },
  { name: 'monitors', columns: { name: 0, manufacturer: 140, serialNumber: 140 } },
  { name: 'printers', columns: { name: 0, driver: 180, port: 120 } },
  { name: 'antivirus', columns: { name: 0, version: 120, enabled: 60, upToDate: 60 } },
  { name: 'virtualMachines', columns: { name: 0, type: 100, status: 80, memory: 80 } },
  { name: 'localUsers', columns: { name: 0, fullName: 260 } },
  { name: 'software', columns: { name: 0, version: 150, publisher: 150, installedOn: 70 } },
];

const margin = 42;
const ink = '#12191D';
const faint = '#5C6870';
const line = '#D3D9DC';

/**
 * A4 pages of one device: facts, then a table per section of the inventory, each page stamped with the moment,
 * the log position and the seal. `font` is a TrueType file with Latin and Japanese glyphs.
 */
export function renderDeviceSheet(sheet: DeviceSheet, font: string): Promise<Buffer> {
  const texts: SheetTexts = sheetTexts[sheet.language];
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: 64 },
    bufferPages: true,
    info: {
      Title: `${texts.title}: ${sheet.name}`,
      Creator: 'Muster',
      CreationDate: new Date(sheet.stamp.printedAt),
    },
    lang: sheet.language,
  });
  const chunks: Buffer[] = [];
  const finished = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  doc.font(font);
  heading(doc, sheet, texts);
  facts(doc, texts.identity, identityRows(sheet), sheet.language, texts);
  facts(doc, texts.hardware, Object.entries(sheet.inventory.hardware ?? {}), sheet.language, texts);
  facts(
    doc,
    texts.operatingSystem,
    Object.entries(sheet.inventory.operatingSystem ?? {}),
    sheet.language,
    texts,
  );
  for (const section of sections) {
    const items = sheet.inventory[section.name] as readonly Readonly<Record<string, unknown>>[] | undefined;
    if (items) table(doc, texts[section.name], section.columns, items, sheet.language, texts);
  }
  stampPages(doc, sheet.stamp, texts);
  doc.end();
  return finished;
}

function heading(doc: PDFKit.PDFDocument, sheet: DeviceSheet, texts: SheetTexts): void {
  const { stamp } = sheet;
  doc.fontSize(9).fillColor(faint).text(texts.title);
  doc.fontSize(20).fillColor(ink).text(sheet.name);
  const when = fill(stamp.past ? texts.asOf : texts.now, { time: stamp.moment });
  doc
    .fontSize(10)
    .fillColor(stamp.past ? '#5A35B0' : faint)
    .text(when);
  doc
    .fontSize(8)
    .fillColor(faint)
    .text(fill(texts.printed, { time: stamp.printedAt, who: stamp.printedBy }));
  doc.moveDown(0.8);
}

function identityRows(sheet: DeviceSheet): [string, unknown][] {
  return [
    ['id', sheet.id],
    ...identityFields.map((field): [string, unknown] => [field, sheet.inventory[field]]),
    ...Object.entries(sheet.facts),
  ];
}

function facts(
  doc: PDFKit.PDFDocument,
  title: string,
  rows: readonly [string, unknown][],
  language: SheetLanguage,
  texts: SheetTexts,
): void {
  const shown = rows.filter(([field]) => fieldTexts[field] !== undefined);
  if (shown.length === 0) return;
  sectionTitle(doc, title);
  doc.fontSize(9).table({
    defaultStyle: { border: [0, 0, 0.5, 0], borderColor: line, padding: 2 },
    columnStyles: [
      { width: 130, textColor: faint },
      { width: '*', textColor: ink },
    ],
    data: shown.map(([field, value]) => [fieldTexts[field]?.[language] ?? field, cell(value, texts)]),
  });
  doc.moveDown(0.8);
}

function table(
  doc: PDFKit.PDFDocument,
  title: string,
  columns: Readonly<Record<string, number>>,
  items: readonly Readonly<Record<string, unknown>>[],
  language: SheetLanguage,
  texts: SheetTexts,
): void {
  sectionTitle(doc, `${title} (${items.length})`);
  if (items.length === 0) {
    doc.fontSize(9).fillColor(faint).text(texts.none).moveDown(0.8);
    return;
  }
  doc.fontSize(8).table({
    defaultStyle: { border: [0, 0, 0.5, 0], borderColor: line, padding: 1.5, textColor: ink },
    rowStyles: row => (row === 0 ? { textColor: faint } : {}),
    columnStyles: Object.values(columns).map(width => ({ width: width || ('*' as const) })),
    data: [
      Object.keys(columns).map(column => fieldTexts[column]?.[language] ?? column),
      ...items.map(item =>
        Object.keys(columns).map(column => (item[column] === undefined ? '–' : cell(item[column], texts))),
      ),
    ],
  });
  doc.moveDown(0.8);
}

function sectionTitle(doc: PDFKit.PDFDocument, title: string): void {
  if (doc.y > doc.page.height - 140) doc.addPage();
  doc.fontSize(12).fillColor(ink).text(title, margin).moveDown(0.2);
}

/** Missing is "not collected"; long texts are cut, since a cell must fit a page. */
function cell(value: unknown, texts: SheetTexts): string {
  if (value === undefined || value === null) return texts.notCollected;
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  if (text === '') return texts.none;
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function stampPages(doc: PDFKit.PDFDocument, stamp: SheetStamp, texts: SheetTexts): void {
  const { start, count } = doc.bufferedPageRange();
  const sealed = stamp.seal
    ? fill(texts.seal, { number: stamp.seal.number, root: stamp.seal.root })
    : texts.unsealed;
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page);
    // Writing below the bottom margin would begin a new page.
    doc.page.margins.bottom = 0;
    const width = doc.page.width - 2 * margin;
    const top = doc.page.height - 50;
    doc
      .moveTo(margin, top)
      .lineTo(margin + width, top)
      .lineWidth(0.5)
      .strokeColor(line)
      .stroke();
    doc.fontSize(7).fillColor(faint);
    doc.text(
      `${stamp.moment}  |  ${fill(texts.position, { position: stamp.position })}  |  ${sealed}`,
      margin,
      top + 5,
      { width, lineBreak: false },
    );
    doc.text(fill(texts.page, { page: page - start + 1, pages: count }), margin, top + 17, {
      width,
      align: 'right',
      lineBreak: false,
    });
  }
}
