import { fontFamily, monoFamily } from './antd-theme.ts';
import { paletteOf, sizes, type Density, type Mode } from './palette.ts';

const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

let sheet: CSSStyleSheet | undefined;

/**
 * Puts the palette at the root as `--name` for our own style sheet. A constructed sheet, because the content
 * security policy lets nothing inline through.
 */
export function applyCssVariables(mode: Mode, density: Density, past: boolean): void {
  const entries = Object.entries(paletteOf(mode, past)).map(([name, value]) => `--${kebab(name)}:${value}`);
  const s = sizes[density];
  entries.push(
    `--row:${s.row}px`,
    `--kv:${s.keyValue}px`,
    `--tree:${s.tree}px`,
    `--control-height:${s.control}px`,
    `--font:${fontFamily}`,
    `--mono:${monoFamily}`,
  );
  if (!sheet) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  sheet.replaceSync(`:root{color-scheme:${mode};${entries.join(';')}}`);
  document.documentElement.dataset['theme'] = mode;
  document.documentElement.dataset['past'] = past ? 'yes' : 'no';
}
