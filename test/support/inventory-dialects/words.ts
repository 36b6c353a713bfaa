export const two = (value: number) => String(value).padStart(2, '0');
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export type Field = readonly [name: string, value: string | number | undefined];

export function element(section: string, fields: readonly Field[]): string {
  const told = fields.filter(([, value]) => value !== undefined && value !== '');
  return `<${section}>${told.map(([name, value]) => `<${name}>${escape(String(value))}</${name}>`).join('\n')}</${section}>\n`;
}

export function request(deviceId: string, content: readonly string[]): string {
  return (
    `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>\n${content.join('')}</CONTENT>` +
    `<DEVICEID>${escape(deviceId)}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>\n`
  );
}
