import { formStart, moment, normaliseDashes, positiveInteger, seconds } from '../../src/cli/arguments.ts';

describe('arguments of the command line', () => {
  it('takes the long options of the manual with one dash, up to a lone double dash', () => {
    expect(
      normaliseDashes(['export', '-export', '/x.csv', '-s', '--json', '-as-of', '--', '-export']),
    ).toEqual(['export', '--export', '/x.csv', '-s', '--json', '--as-of', '--', '-export']);
  });

  it.each([
    ['90s', 90],
    ['30m', 1_800],
    ['2h', 7_200],
    ['7d', 604_800],
  ])('reads the span %s as %i seconds', (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });

  it.each(['', '0h', '2', '2 h', '-1h', '2w', '1e3s'])('refuses the span "%s"', text => {
    expect(() => seconds(text)).toThrow('a time span such as');
  });

  it.each(['0', '-3', '1.5', 'many', '9007199254740993'])('refuses %s as a count', text => {
    expect(() => positiveInteger(text)).toThrow('a whole number');
  });

  it('CLI-043 reads when people are asked, by the clock of their computers', () => {
    expect(formStart('now')).toBeNull();
    expect(formStart('2026-04-01 09:00')).toBe('2026-04-01T09:00');
    for (const wrong of [
      '',
      'soon',
      '2026-04-01',
      '2026-02-30 09:00',
      '2026-04-01T09:00',
      '2026-04-01 24:30',
    ])
      expect(() => formStart(wrong)).toThrow('now, or a time such as');
  });

  it('reads dates and times with offset, and refuses what is neither', () => {
    expect(moment('2026-10-12')).toBe('2026-10-12T00:00:00.000Z');
    expect(moment('2026-10-12T14:00:00+09:00')).toBe('2026-10-12T05:00:00.000Z');
    for (const wrong of ['yesterday', '2026-13-01', '12.10.2026', '5'])
      expect(() => moment(wrong)).toThrow('a time such as');
  });
});
