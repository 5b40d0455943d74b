import { xml } from '../forms/xml.ts';
import { type Attributes, type Markup, settings } from './dot.ts';

/**
 * What all graphs have in common. Courier is the one font of which Graphviz knows for sure how wide it is, and every
 * other font in which all characters are equally wide is as wide.
 */
export const FONT = 'Courier';

/** Colours that are told apart also by those who see fewer (Okabe and Ito 2008), darkened for white paper. */
const palette = ['#0060a0', '#b84e00', '#007a58', '#a04a80', '#7a6000', '#3a7ca8', '#5a3fa0', '#444444'] as const;

export const paper = {
  ink: '#1b1f24',
  quiet: '#57606a',
  line: '#8c959f',
  bad: { fill: '#ffe3e0', line: '#a40e26' },
  good: { fill: '#dcf5e3', line: '#1a7f37' },
  first: { fill: '#ddeeff', line: '#0550ae' },
} as const;

/** A colour for each name, in their order; of more names than colours some share one. */
export function coloursOf(names: readonly string[]): (name: string) => string {
  const numbers = new Map(names.map((name, i) => [name, i]));
  return (name) => palette[(numbers.get(name) ?? 0) % palette.length] ?? palette[0];
}

/** @param layout which way levels follow each other, or what else Graphviz is to do */
export function pictureSettings(label: Markup, layout: Attributes): readonly string[] {
  const text = { fontname: FONT, fontsize: 11, fontcolor: paper.ink };
  return [
    settings('graph', { ...text, label, labelloc: 't', labeljust: 'l', bgcolor: '#ffffff', ...layout }),
    settings('node', { ...text, shape: 'box', style: 'rounded,filled', fillcolor: '#ffffff', color: paper.line }),
    settings('edge', { ...text, fontsize: 10, arrowsize: 0.7 }),
  ];
}

/** Lines over a picture, the first one in bold. A part of a line may have a colour. */
export function heading(lines: readonly (readonly { readonly text: string; readonly colour?: string }[])[]): Markup {
  const drawn = lines.map((parts, i) => {
    const line = parts
      .map(({ text, colour }) => {
        const shown = xml(text);
        return colour === undefined ? shown : `<FONT COLOR="${colour}">${shown}</FONT>`;
      })
      .join('');
    return `${i === 0 ? `<B>${line}</B>` : line}<BR ALIGN="LEFT"/>`;
  });
  return { html: drawn.join('') };
}
