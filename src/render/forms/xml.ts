import { printableLines } from '../../text/display.ts';

/** A text of any characters in an element or an attribute of XML, SVG or HTML. */
export function xml(text: string): string {
  return printableLines(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
