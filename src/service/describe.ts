import type { Type } from '../core/types.ts';
import { formatType } from '../core/format.ts';
import { cardinality } from '../core/enumerate.ts';
import { fenced } from '../render/prose.ts';
import type { AnyNode } from '../syntax/tree.ts';
import type { Declared } from './declared.ts';

/** Texts about declarations and types, as hover, completion and the outline show them. */

/**
 * The head of a declaration as written, on one line, without its body and without comments.
 * @param start where in its text to begin
 */
export function headOf(declared: Declared, start = declared.node.span.start): string {
  const { node, source } = declared;
  const text = (from: number, to: number): string =>
    withoutComments(source.text.slice(from, to))
      .replace(/\s+/g, ' ')
      .replace(/ (?=[),;])/g, '')
      .trim();
  switch (node.kind) {
    case 'fun':
      return text(start, node.result.span.end);
    case 'proc':
    case 'action':
    case 'process':
      return text(start, node.body.span.start);
    case 'struct':
    case 'union':
    case 'enum':
    case 'property':
    case 'check':
    case 'import':
    case 'const':
    case 'var':
    case 'type':
    case 'symmetric':
      return shorten(text(start, node.span.end).replace(/;$/, ''));
    case 'fieldDeclaration':
    case 'variant':
    case 'parameter':
    case 'varLocal':
    case 'pick':
    case 'binder':
      return shorten(text(start, node.span.end).replace(/;$/, ''));
    case 'label':
      return `${declared.owner === undefined ? '' : `${declared.owner.name}.`}${declared.name}:`;
    case 'assert':
      return shorten(text(start, node.span.end).replace(/;$/, ''));
    default:
      return declared.name;
  }
}

/** Comments become spaces; texts in quotes stay, whatever is in them. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\\n]|\\.)*")|\/\*[^]*?\*\/|\/\/[^\n]*/g, (_, quoted?: string) => quoted ?? ' ');
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}

/** What a person calls it: `variable`, `ghost variable`, `enum`, `parameter`. */
export function wordFor(declared: Declared): string {
  const { node } = declared;
  switch (declared.kind) {
    case 'local':
      return localWord(node);
    case 'type':
      return node.kind === 'type' ? 'type' : node.kind;
    case 'variable':
      return node.kind === 'var' && node.ghost ? 'ghost variable' : 'variable';
    case 'property':
      return node.kind === 'property' ? node.property : 'named assert';
    case 'member':
      return node.kind === 'variant' ? 'variant' : 'member';
    case 'constant':
    case 'field':
    case 'function':
    case 'procedure':
    case 'action':
    case 'process':
    case 'label':
    case 'module':
      return declared.kind;
    case 'check':
      return node.kind === 'check' && node.scenario !== undefined ? 'scenario' : 'check';
  }
}

function localWord(node: AnyNode): string {
  switch (node.kind) {
    case 'parameter':
      return node.ref ? 'reference' : 'parameter';
    case 'varLocal':
      return 'local variable';
    case 'pick':
      return 'picked value';
    case 'for':
    case 'binder':
      return 'element';
    default:
      return 'local';
  }
}

/** Bits that a value of the type takes in a state; undefined where nothing is stored. */
export function bitsOf(type: Type): number | undefined {
  if (type.kind === 'never' || type.kind === 'formula' || type.kind === 'opaque') return undefined;
  const n = cardinality(type);
  return n <= 1n ? 0 : (n - 1n).toString(2).length;
}

/** `0..7, 3 bits` */
export function describeType(type: Type): string {
  const bits = bitsOf(type);
  const size = bits === undefined ? '' : `, ${bits} ${bits === 1 ? 'bit' : 'bits'}`;
  return `${formatType(type)}${size}`;
}

export function codeBlock(text: string): string {
  return fenced(text, 'thps');
}

/** Paragraphs of Markdown; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((p) => p !== undefined && p !== '').join('\n\n');
}
