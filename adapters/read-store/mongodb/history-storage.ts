import type { HistoryRow, HistoryStorage, LateRow, MomentBlock, Segment } from '../columnar/storage.ts';
import { EVENT, type ColumnState, type KeyFrame } from '../columnar/storage.ts';
import { numberKey, type KeyedRow, type KeyedRows, type Range } from './keyed-rows.ts';

/** What a key begins with, by what its row is. */
const TABLE = {
  column: 'column',
  counter: 'counter',
  text: 'text',
  code: 'code',
  folded: 'folded',
  birth: 'birth',
  id: 'id',
  death: 'death',
  moments: 'moments',
  init: 'init',
  segment: 'segment',
  frame: 'frame',
  block: 'block',
  tail: 'tail',
  history: 'history',
  former: 'former',
  late: 'late',
} as const;
type Table = (typeof TABLE)[keyof typeof TABLE];

/** Columns among late facts have numbers from -3 on; keys have none below 0. */
const LATE_COLUMNS = -EVENT;

function keyOf(table: Table, ...parts: readonly (number | string)[]): string {
  return [table, ...parts.map(part => (typeof part === 'number' ? numberKey(part) : part))].join('/');
}

/** Everything below a key; `0` follows `/`. */
function below(table: Table, ...parts: readonly (number | string)[]): { from: string; to: string } {
  const key = keyOf(table, ...parts);
  return { from: `${key}/`, to: `${key}0` };
}

/** Bytes of the UTF-8 form as digits: sorts by code points wherever strings are compared, whichever way. */
function textKey(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** Greater than every digit of a text key. */
const BEYOND_TEXT = 'g';

type Fields<T> = KeyedRow & T;

/**
 * Column history as rows under sorted keys. Blobs stand in rows of their own and stay far below 16 MB: segments and
 * chunks are bounded by count, key frames are cut into blocks.
 */
export function mongoHistoryStorage(rows: KeyedRows): HistoryStorage {
  const put = (key: string, fields: object): void => rows.put({ ...fields, _id: key });
  const get = async <T>(key: string) => (await rows.get(key)) as Fields<T> | undefined;
  const range = async <T>(wanted: Range) => (await rows.range(wanted)) as Fields<T>[];
  const first = async <T>(wanted: Range) => (await range<T>({ ...wanted, limit: 1 }))[0];
  const codesIn = async (wanted: Range) => (await range<{ code: number }>(wanted)).map(row => row.code);
  const docsIn = async (wanted: Range) => (await range<{ doc: number }>(wanted)).map(row => row.doc);
  const putText = (column: number, code: number, text: string, folded: string | null): void => {
    put(keyOf(TABLE.text, column, code), { text });
    put(keyOf(TABLE.code, column, textKey(text)), { code });
    put(keyOf(TABLE.folded, column, textKey(folded ?? text), code), { code });
  };

  return {
    columns: () => range<ColumnState>(below(TABLE.column)),
    putColumn: state => put(keyOf(TABLE.column, state.column), state),
    counter: async name => (await get<{ value: number }>(keyOf(TABLE.counter, name)))?.value,
    putCounter: (name, value) => put(keyOf(TABLE.counter, name), { value }),

    async codes(column, texts) {
      const keys = texts.map(text => keyOf(TABLE.code, column, textKey(text)));
      const found = await rows.all(keys);
      return keys.map(key => (found.get(key) as Fields<{ code: number }> | undefined)?.code);
    },
    addTexts(column, texts) {
      for (const { code, text, folded } of texts) putText(column, code, text, folded);
    },
    async texts(column, codes) {
      const found = await rows.all(codes.map(code => keyOf(TABLE.text, column, code)));
      return codes.map(code => {
        const row = found.get(keyOf(TABLE.text, column, code)) as Fields<{ text: string }> | undefined;
        if (!row) throw new Error(`no text for code ${code} of column ${column}`);
        return row.text;
      });
    },
    async textsFrom(column, code, limit) {
      const { to } = below(TABLE.text, column);
      const found = await range<{ text: string }>({ from: keyOf(TABLE.text, column, code), to, limit });
      return found.map(({ text }) => text);
    },
    async lastCode(column) {
      const last = await first({ ...below(TABLE.text, column), backward: true });
      return last ? Number(last._id.split('/').at(-1)) : 0;
    },
    textOrder: column => codesIn(below(TABLE.code, column)),
    async textNeighbours(column, text) {
      const { from, to } = below(TABLE.code, column);
      const own = keyOf(TABLE.code, column, textKey(text));
      // `!` comes before every digit: the keys that follow are those of longer and of greater texts.
      const less = await codesIn({ from, to: own, backward: true, limit: 1 });
      const more = await codesIn({ from: `${own}!`, to, limit: 1 });
      return { below: less[0] ?? null, above: more[0] ?? null };
    },
    foldedCodes(column, folded, match) {
      const digits = textKey(folded);
      if (match === 'exact') return codesIn(below(TABLE.folded, column, digits));
      const from = keyOf(TABLE.folded, column, digits);
      return codesIn({ from, to: from + BEYOND_TEXT });
    },
    async replaceText(column, code, text, folded) {
      const old = await get<{ text: string }>(keyOf(TABLE.text, column, code));
      if (old) rows.drop(keyOf(TABLE.code, column, textKey(old.text)));
      const { from, to } = below(TABLE.folded, column);
      for (const row of await range<{ code: number }>({ from, to }))
        if (row.code === code) rows.drop(row._id);
      putText(column, code, text, folded);
    },

    addBirths(births) {
      for (const { doc, id, position } of births) {
        put(keyOf(TABLE.birth, doc), { id, position });
        put(keyOf(TABLE.id, textKey(id), doc), { doc });
      }
    },
    addDeaths(deaths) {
      for (const { doc, position } of deaths) put(keyOf(TABLE.death, position, doc), { doc, position });
    },
    async births(doc) {
      const { to } = below(TABLE.birth);
      const born = await range<{ id: string; position: number }>({ from: keyOf(TABLE.birth, doc), to });
      return { ids: born.map(({ id }) => id), positions: born.map(({ position }) => position) };
    },
    async deaths(after) {
      const { to } = below(TABLE.death);
      return range<{ doc: number; position: number }>({ from: keyOf(TABLE.death, after + 1), to });
    },
    documentsOf: id => docsIn(below(TABLE.id, textKey(id))),
    idOrder: () => docsIn(below(TABLE.id)),
    async idNeighbours(id) {
      const { from, to } = below(TABLE.id);
      const own = below(TABLE.id, textKey(id));
      const less = await docsIn({ from, to: own.from, backward: true, limit: 1 });
      const more = await docsIn({ from: own.to, to, limit: 1 });
      return { below: less[0] ?? null, above: more[0] ?? null };
    },

    putMoments: block => put(keyOf(TABLE.moments, block.first), block),
    lastMoments: () => first<MomentBlock>({ ...below(TABLE.moments), backward: true }),
    momentsAt: time =>
      first<MomentBlock>({ ...below(TABLE.moments), backward: true, atMost: { firstAt: time } }),
    momentsOf: position =>
      first<MomentBlock>({ ...below(TABLE.moments), backward: true, atMost: { first: position } }),

    putInit: (column, chunk, block) => put(keyOf(TABLE.init, column, chunk), { chunk, block }),
    init: (column, from, to) =>
      range<{ chunk: number; block: Uint8Array }>({
        from: keyOf(TABLE.init, column, from),
        to: keyOf(TABLE.init, column, to + 1),
      }),
    putSegment: (column, segment) => put(keyOf(TABLE.segment, column, segment.segment), segment),
    lastSegment: column => first<Segment>({ ...below(TABLE.segment, column), backward: true }),
    segment: (column, number) => get<Segment>(keyOf(TABLE.segment, column, number)),
    segments(column, segment, after, position) {
      const { to } = below(TABLE.segment, column);
      const from = keyOf(TABLE.segment, column, segment);
      return range<Segment>({ from, to, atMost: { first: position }, beyond: { last: after } });
    },
    async touched(column, after, position) {
      const span = { atMost: { first: position }, beyond: { last: after } };
      const without = ['docs', 'positions', 'values'];
      const { length } = await range({ ...below(TABLE.segment, column), ...span, without });
      return length > 0;
    },
    putKeyFrame(column, { blocks, ...place }) {
      put(keyOf(TABLE.frame, column, place.at), place);
      blocks.forEach((block, i) => put(keyOf(TABLE.block, column, place.at, i), { block }));
    },
    keyFrameAt(column, position) {
      const { from } = below(TABLE.frame, column);
      // A moment may lie beyond every position; no key does.
      const to = keyOf(TABLE.frame, column, Math.min(position, Number.MAX_SAFE_INTEGER - 1) + 1);
      return first<Omit<KeyFrame, 'blocks'>>({ from, to, backward: true });
    },
    async keyFrameBlocks(column, at) {
      const found = await range<{ block: Uint8Array }>(below(TABLE.block, column, at));
      return found.map(({ block }) => block);
    },

    putTail: (position, data) => put(keyOf(TABLE.tail, position), { position, data }),
    tail(after) {
      const { to } = below(TABLE.tail);
      return range<{ position: number; data: Uint8Array }>({ from: keyOf(TABLE.tail, after + 1), to });
    },
    async dropTail(upTo) {
      const { from } = below(TABLE.tail);
      for (const row of await range({ from, to: keyOf(TABLE.tail, upTo + 1), without: ['data'] }))
        rows.drop(row._id);
    },

    addHistory(_part, changes) {
      for (const row of changes) put(keyOf(TABLE.history, row.doc, row.position, row.column), row);
    },
    async history(doc, columns, before, limit) {
      const found = await range<HistoryRow>({ ...below(TABLE.history, doc), backward: true });
      const wanted = found
        .filter(({ column }) => !columns || columns.includes(column))
        .sort((a, b) => b.position - a.position || a.column - b.column);
      const younger = wanted.findIndex(({ position }) => position < before);
      return younger < 0 ? wanted : wanted.slice(0, younger + limit);
    },
    addFormer(former) {
      for (const { column, code, doc } of former) put(keyOf(TABLE.former, column, code, doc), { doc });
    },
    former: (column, code) => docsIn(below(TABLE.former, column, code)),

    addLate(late) {
      for (const row of late) put(keyOf(TABLE.late, row.position, row.doc, row.column + LATE_COLUMNS), row);
    },
    async late(after, time) {
      const { to } = below(TABLE.late);
      const from = keyOf(TABLE.late, after + 1);
      const found = await range<LateRow>({ from, to, atMost: { happened: time } });
      return found.sort((a, b) => a.happened - b.happened);
    },
    happenedOf: async position => (await first<LateRow>(below(TABLE.late, position)))?.happened,
  };
}
