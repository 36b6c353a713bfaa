import { execFileSync } from 'node:child_process';
import { powerShellWord, shellWord } from '../../../src/server/agents/installer/quoting.ts';

test.each(['plain', "it's", '$(touch x) `x` "y" \\', '-n', '', 'a\nb', '日本'])(
  '%j is one word of a shell',
  text => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);

test('quotes of every kind are doubled for PowerShell', () => {
  expect(powerShellWord(`it's ‘so’ $env:x`)).toBe(`'it''s ‘‘so’’ $env:x'`);
});
