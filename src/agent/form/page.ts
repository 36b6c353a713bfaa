import { createHash } from 'node:crypto';
import type { FormField } from '../../../domain/agents/index.ts';
import { fieldTypeOf } from '../../../domain/devices/index.ts';
import { hintsOf, nameIn, type Faults } from './entries.ts';
import { fill, formTexts, type FormLanguage } from './texts.ts';

export interface FormPage {
  readonly language: FormLanguage;
  readonly fields: readonly FormField[];
  /** As typed or recorded, by field. */
  readonly texts: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly server: string;
  /** What the agent reports of the computer, in words. */
  readonly collects: string;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.4rem; }
.field { margin: 0 0 1.25rem; }
label { display: block; font-weight: 600; }
input, select { box-sizing: border-box; font: inherit; margin: .25rem 0; padding: .5rem; width: 100%; }
.hint, .lead { margin: 0; opacity: .85; }
.fault { color: light-dark(#b3261e, #ffb4ab); font-weight: 600; margin: 0; }
button { font: inherit; margin-right: .75rem; padding: .5rem 1.25rem; }
pre { white-space: pre-wrap; }
`;

/** Nothing is loaded from anywhere, no script runs, and nobody frames it. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The form, or what is left to say once it has ended. */
export function formPage(page: FormPage): string {
  const { language, fields, faults, server, collects } = page;
  const texts = formTexts[language];
  const wrong =
    Object.keys(faults).length > 0 ? `<p class="fault" role="alert">${html(texts.wrong)}</p>` : '';
  return whole(
    language,
    `<p class="lead">${html(fill(texts.lead, { server }))}</p>
${wrong}
<form method="post" autocomplete="off" novalidate>
${fields.map(field => fieldIn(page, field)).join('\n')}
<button name="act" value="finish">${html(texts.finish)}</button>
<button name="act" value="cancel">${html(texts.cancel)}</button>
</form>
<details><summary>${html(texts.collects)}</summary><pre lang="en">${html(collects)}</pre></details>`,
  );
}

export const endPage = (language: FormLanguage, how: 'done' | 'cancelled'): string =>
  whole(language, `<p role="status">${html(formTexts[language][how])}</p>`);

function whole(language: FormLanguage, body: string): string {
  const title = html(formTexts[language].title);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} – Muster</title>
<style>${style}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
}

function fieldIn({ language, texts: typed, faults }: FormPage, field: FormField): string {
  const texts = formTexts[language];
  const { id, required } = field;
  const fault = faults[id];
  const lines = [
    ...(fault ? [`<p class="fault">${html(texts.faults[fault])}</p>`] : []),
    ...hintsOf(field, language, texts).map(hint => `<p class="hint">${html(hint)}</p>`),
  ];
  const more = required ? ` (${html(texts.required)})` : '';
  const marks = `id="${id}" name="${id}" aria-describedby="${id}-about"${fault ? ' aria-invalid="true"' : ''}`;
  return `<div class="field"><label for="${id}">${html(nameIn(field, language))}${more}</label>
${control(field, marks, typed[id] ?? '', language)}
<div id="${id}-about">${lines.join('')}</div></div>`;
}

function control(field: FormField, marks: string, text: string, language: FormLanguage): string {
  const type = fieldTypeOf(field.id);
  if (type !== 'choice' && type !== 'tree')
    return `<input ${marks} type="${type === 'date' ? 'date' : 'text'}"${
      type === 'number' ? ' inputmode="decimal"' : ''
    } value="${html(text)}">`;
  const options = field.options.map(option => {
    const chosen = option.value === text ? ' selected' : '';
    return `<option value="${html(option.value)}"${chosen}>${html(option[language] ?? option.value)}</option>`;
  });
  const none = html(formTexts[language].none);
  return `<select ${marks}><option value="">${none}</option>${options.join('')}</select>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const html = (text: string): string => text.replace(/[&<>"']/g, sign => entities[sign] ?? sign);
