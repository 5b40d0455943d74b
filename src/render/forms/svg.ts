import { itemAt } from '../../core/lists.ts';
import { displayWidth, printable } from '../../text/display.ts';
import { breakText, columnWidths, unbreakable } from '../columns.ts';
import { type Diagram, diagramOf, type Row } from '../diagram.ts';
import { countOf, wrap } from '../layout.ts';
import { LOOP_BEGINS, loopLines } from '../loop.ts';
import { describeRun, endingOf } from '../report.ts';
import type { Shown } from '../selection.ts';
import type { FormOptions } from './form.ts';
import { xml } from './xml.ts';

/** Pixels. The picture is at most so wide that it is shown at its size in a document. */
const WIDTH = 800;
const MARGIN = 16;
const GAP = 16;
const PAD = 6;
const LINE = 18;
/** The width that every character gets, whatever font there is: texts are drawn to their length. */
const CHARACTER = 7.4;
/** Columns of text in a line of the picture. */
const COLUMNS = Math.floor((WIDTH - 2 * MARGIN) / CHARACTER);

/** A sequence diagram as a picture for documents: no font, no style and no script but its own. */
export function renderSvg({ check, property, trace }: Shown, { race }: FormOptions): string {
  const diagram = diagramOf(trace, race);
  const columns = layOut(diagram);
  const canvas = new Canvas();
  canvas.paragraph([`${describeRun(check)}, ${countOf(property.steps ?? 0, 'step')}`], 'title');
  if (diagram.start.length > 0) canvas.paragraph([`at first: ${diagram.start.join(', ')}`], 'note');
  canvas.heads(columns);
  let isInLoop = false;
  for (const row of diagram.rows) {
    if (trace.backTo !== undefined && row.index >= trace.backTo && !isInLoop) {
      canvas.paragraph([LOOP_BEGINS], 'note');
      isInLoop = true;
    }
    canvas.row(row, itemAt(columns, diagram.columns.indexOf(row.column)));
  }
  canvas.lifelines(columns);
  canvas.paragraph(diagram.notes, 'note');
  canvas.paragraph(loopLines(trace), 'note');
  canvas.paragraph(endingOf(property, trace), 'end');
  const steps = diagram.rows.map(({ column, lines }) => `${column}: ${lines.map(({ text }) => text).join('; ')}`);
  return canvas.svg(endingOf(property, trace).join(', '), steps.join('. '));
}

interface Column {
  readonly name: string;
  readonly x: number;
  readonly width: number;
  /** In characters. */
  readonly room: number;
}

function layOut({ columns, rows }: Diagram): readonly Column[] {
  const widest = (name: string, measure: (text: string) => number): number =>
    Math.max(
      displayWidth(name),
      ...rows
        .filter(({ column }) => column === name)
        .flatMap(({ lines }) => lines.map(({ text, depth }) => 2 * depth + measure(text))),
    );
  const space = Math.floor((columns.length * 2 * PAD + (columns.length - 1) * GAP) / CHARACTER);
  const rooms = columnWidths(
    columns.map((name) => widest(name, displayWidth)),
    columns.map((name) => widest(name, unbreakable)),
    0,
    COLUMNS - space,
  );
  let x = MARGIN;
  return columns.map((name, i) => {
    const room = itemAt(rooms, i);
    const column = { name, x, room, width: room * CHARACTER + 2 * PAD };
    x += column.width + GAP;
    return column;
  });
}

/** What is drawn so far, from top to bottom. */
class Canvas {
  #y = MARGIN;
  #right = WIDTH;
  #top = 0;
  readonly #below: string[] = [];
  readonly #parts: string[] = [];

  paragraph(lines: readonly string[], kind: 'title' | 'note' | 'end'): void {
    if (lines.length === 0) return;
    for (const line of lines.flatMap((one) => wrap(printable(one), COLUMNS))) {
      this.#text(MARGIN, line, kind);
      this.#y += LINE;
    }
    this.#y += PAD;
  }

  heads(columns: readonly Column[]): void {
    this.#top = this.#y + LINE + PAD;
    for (const { name, x, width } of columns) {
      this.#box(x, width, LINE + PAD, 'head');
      this.#text(x + PAD, printable(name), 'title');
      this.#right = Math.max(this.#right, x + width + MARGIN);
    }
    this.#y += LINE + 2 * PAD;
  }

  row({ lines }: Row, { x, width, room }: Column): void {
    const drawn = lines.flatMap(({ text, depth, mark }) => {
      const indent = ' '.repeat(2 * depth);
      return breakText(text, Math.max(1, room - indent.length)).map((part) => ({ text: indent + part, mark }));
    });
    const isJoined = lines.some(({ mark }) => mark === 'first');
    this.#box(x, width, drawn.length * LINE + PAD, isJoined ? 'joined' : 'step');
    for (const { text } of drawn) {
      this.#text(x + PAD, text, 'step');
      this.#y += LINE;
    }
    this.#y += PAD + 2;
  }

  /** Behind everything else. */
  lifelines(columns: readonly Column[]): void {
    for (const { x, width } of columns) {
      const middle = (x + width / 2).toFixed(1);
      this.#below.push(`<line x1="${middle}" y1="${this.#top}" x2="${middle}" y2="${this.#y}" class="life"/>`);
    }
    this.#y += PAD;
  }

  svg(title: string, description: string): string {
    const size = `width="${Math.ceil(this.#right)}" height="${Math.ceil(this.#y + MARGIN)}"`;
    const view = `viewBox="0 0 ${Math.ceil(this.#right)} ${Math.ceil(this.#y + MARGIN)}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${view} role="img" aria-labelledby="title desc">`,
      `<title id="title">${xml(title)}</title>`,
      `<desc id="desc">${xml(description)}</desc>`,
      `<style>${STYLE}</style>`,
      '<rect width="100%" height="100%" fill="#ffffff"/>',
      ...this.#below,
      ...this.#parts,
      '</svg>',
      '',
    ].join('\n');
  }

  #box(x: number, width: number, height: number, kind: string): void {
    const at = `x="${x.toFixed(1)}" y="${this.#y}" width="${width.toFixed(1)}" height="${height}"`;
    this.#parts.push(`<rect ${at} rx="3" class="${kind}"/>`);
  }

  #text(x: number, text: string, kind: string): void {
    const indent = text.length - text.trimStart().length;
    const shown = text.trim();
    if (shown === '') return;
    const at = `x="${(x + indent * CHARACTER).toFixed(1)}" y="${this.#y + LINE - 4}"`;
    const length = `textLength="${(displayWidth(shown) * CHARACTER).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    this.#parts.push(`<text ${at} ${length} class="${kind}">${xml(shown)}</text>`);
  }
}

const STYLE = [
  'text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1b1f24; white-space: pre; }',
  '.title { font-weight: bold; } text.end { font-weight: bold; fill: #a40e26; } text.note { fill: #57606a; }',
  'rect.head { fill: #eaeef2; stroke: #8c959f; } rect.step { fill: #ffffff; stroke: #8c959f; }',
  'rect.joined { fill: #fff8c5; stroke: #9a6700; } .life { stroke: #8c959f; stroke-dasharray: 3 3; }',
].join(' ');
