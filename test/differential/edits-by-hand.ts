import { parse } from '../../src/parser/parse.ts';
import type { AnyNode, File, Statement } from '../../src/syntax/tree.ts';
import { children } from '../../src/syntax/visit.ts';
import { makeSource } from '../../src/text/source.ts';

/**
 * Edits of a check as somebody with scissors would make them, by what docs/language.md says and nothing else: cut out all
 * that is moved, paste each piece behind the statement that it is to follow, and write down the text that comes out.
 */

export interface Edit {
  /** A process, procedure or action. */
  readonly owner: string;
  readonly label: string;
  /** Absent where the statement is left out. */
  readonly after?: string;
}

/** A statement as a piece of paper: what stands in it can be taken out and put elsewhere. */
export interface Piece {
  readonly node: Statement;
  /** Statements in it: all of a block, at most one of a label. */
  readonly parts: Piece[];
  around: Piece | undefined;
}

/** The bodies of a spec by the names of their owners, each a block. */
export type Bodies = ReadonlyMap<string, Piece>;

export class Paper {
  readonly text: string;
  readonly bodies: Bodies;
  readonly #file: File;

  constructor(text: string) {
    this.text = text;
    this.#file = parse(makeSource('test.thps', text)).tree;
    this.bodies = new Map(
      this.#file.declarations.flatMap((one) =>
        one.kind === 'process' || one.kind === 'proc' || one.kind === 'action'
          ? [[one.name.name, pieceOf(one.body, undefined)] as const]
          : [],
      ),
    );
  }

  /** Carries out the edits of a check; false where they contradict each other. */
  edit(edits: readonly Edit[]): boolean {
    const named = edits.map(({ owner, label }) => `${owner}.${label}`);
    if (new Set(named).size < named.length) return false;
    return [...this.bodies].every(([owner, body]) =>
      editBody(
        body,
        edits.filter((one) => one.owner === owner),
      ),
    );
  }

  /** The text as it is now. */
  written(): string {
    let text = '';
    let end = 0;
    for (const body of this.bodies.values()) {
      text += this.text.slice(end, body.node.span.start) + this.#write(body);
      end = body.node.span.end;
    }
    return text + this.text.slice(end);
  }

  #write(piece: Piece): string {
    const { node, parts } = piece;
    const inside = parts.map((part) => this.#write(part));
    // After a head `{ a: b: …` reads like a record.
    const like = parts[0] && isLabel(parts[0]) && parts[0].parts[0] && isLabel(parts[0].parts[0]) ? '{} ' : '';
    const block = `{ ${like}${inside.join(' ')} }`;
    if (node.kind === 'block') return block;
    if (node.kind === 'label') return `${node.name.name}: ${inside[0] ?? '{}'}`;
    if (node.kind === 'atomic') return `atomic ${inside.length === 1 ? inside[0]! : block}`;
    let text = '';
    let end = node.span.start;
    for (const [i, { node: part }] of parts.entries()) {
      text += this.text.slice(end, part.span.start) + inside[i]!;
      end = part.span.end;
    }
    return text + this.text.slice(end, node.span.end);
  }
}

const STATEMENTS = new Set<string>([
  ...['block', 'assign', 'increment', 'let', 'varLocal', 'await', 'assert', 'if', 'match', 'while', 'loop', 'for'],
  ...['break', 'continue', 'either', 'pick', 'atomic', 'callStatement', 'return', 'goto', 'label', 'skip'],
]);

function pieceOf(node: Statement, around: Piece | undefined): Piece {
  const piece: Piece = { node, parts: [], around };
  const inside = children(node).flatMap((one) => (one.kind === 'arm' ? children(one) : [one]));
  for (const one of inside) if (isStatement(one)) piece.parts.push(pieceOf(one, piece));
  return piece;
}

function isStatement(node: AnyNode): node is Statement {
  return STATEMENTS.has(node.kind);
}

function isLabel(piece: Piece): boolean {
  return piece.node.kind === 'label';
}

/** Every labelled statement in a piece, by its label. */
export function labelled(piece: Piece): Map<string, Piece> {
  const found = new Map<string, Piece>();
  const visit = (one: Piece): void => {
    if (one.node.kind === 'label') found.set(one.node.name.name, one);
    for (const part of one.parts) visit(part);
  };
  visit(piece);
  return found;
}

function editBody(body: Piece, edits: readonly Edit[]): boolean {
  const pieces = labelled(body);
  const moves = edits.filter((one) => one.after !== undefined);
  for (const { label } of moves) cut(pieces.get(label)!);
  for (const { label, after } of edits) if (after === undefined) pieces.get(label)!.parts.length = 0;
  for (let left = moves; left.length > 0;) {
    const there = labelled(body);
    const now = left.filter((one) => there.has(one.after!));
    // What is left would stand in itself, or in something that is left out.
    if (now.length === 0) return false;
    // The last of several comes first: the one before it is put between.
    for (const { label, after } of now.toReversed()) paste(pieces.get(label)!, there.get(after!)!);
    left = left.filter((one) => !now.includes(one));
  }
  const there = labelled(body);
  return edits.every(({ label }) => there.has(label));
}

function cut(piece: Piece): void {
  const { parts } = piece.around!;
  parts.splice(parts.indexOf(piece), 1);
  piece.around = undefined;
}

/** Directly after a statement: behind all of its labels. */
function paste(piece: Piece, after: Piece): void {
  let place = after;
  while (place.around && isLabel(place.around)) place = place.around;
  const into = place.around!;
  into.parts.splice(into.parts.indexOf(place) + 1, 0, piece);
  piece.around = into;
}
