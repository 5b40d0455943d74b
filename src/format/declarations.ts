import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Clause, Declaration, Expression, Field, File, Header, Parameter, Path, Variant } from '../syntax/tree.ts';
import type { ImportDeclaration, PropertyDeclaration } from '../syntax/tree.ts';
import { check, deny } from './checks.ts';
import { expression } from './expressions.ts';
import { bracketed, defined, members, row } from './lists.ts';
import { name, path } from './patterns.ts';
import { paddings } from './runs.ts';
import { block, ghost } from './statements.ts';
import { type } from './types.ts';
import type { Writer } from './writer.ts';

const { group, hardline, indent } = builders;

type NodeOf<Kind extends Declaration['kind']> = Extract<Declaration, { readonly kind: Kind }>;

/** A whole file. A line with a mark stands before what an empty line sets apart: see align.ts. */
export function file(w: Writer, node: File): Doc {
  const padding = paddings(w, node.declarations);
  const parts: Doc[] = [w.start()];
  if (node.header !== undefined) parts.push(header(w, node.header));
  for (const one of node.declarations) {
    if (w.isApart) parts.push(hardline, w.marks.section);
    parts.push(w.newline('keep'), declaration(w, one, padding.get(one) ?? ''));
  }
  // The end of the text is a token, with the last comments before it.
  return [...parts, w.beforeClose('keep'), w.token(''), hardline];
}

function header(w: Writer, node: Header): Doc {
  return [w.token(node.role), w.space(), path(w, node.name), w.token(';')];
}

/** @param padding before the colon of a constant or variable */
function declaration(w: Writer, node: Declaration, padding: string): Doc {
  switch (node.kind) {
    case 'import':
      return importDeclaration(w, node);
    case 'memory':
      return [w.token('memory'), w.space(), name(w, node.model), w.token(';')];
    case 'const':
    case 'var':
      return variable(w, node, padding);
    case 'assume':
    case 'init':
    case 'constraint':
      return [w.token(), w.space(), indent(expression(w, node.condition)), w.token(';')];
    case 'terminates':
      return [w.token(), w.space(), w.token('when'), w.space(), indent(expression(w, node.condition)), w.token(';')];
    case 'type': {
      const head = [w.token('type'), w.space(), name(w, node.name)];
      const { type: value } = node;
      if (value === undefined) return [head, w.token(';')];
      return [group([head, w.space(), defined(w, () => type(w, value))]), w.token(';')];
    }
    case 'enum': {
      const head = [w.token('enum'), w.space(), name(w, node.name), w.space()];
      const parts = node.members.map((one) => () => name(w, one));
      return [head, members(w, parts, { isMultiline: isMultiline(w, node), isPlain: !hasComments(w, node) })];
    }
    case 'struct': {
      const head = [w.token('struct'), w.space(), name(w, node.name), w.space()];
      const parts = node.fields.map((one) => () => field(w, one));
      return [head, members(w, parts, { isMultiline: isMultiline(w, node) })];
    }
    case 'union': {
      const head = [w.token('union'), w.space(), name(w, node.name), w.space()];
      const parts = node.variants.map((one) => () => variant(w, one));
      return [head, members(w, parts, { isMultiline: isMultiline(w, node) })];
    }
    case 'symmetric': {
      const head = [w.token('symmetric'), w.space(), name(w, node.name)];
      return [head, bracketed(w, [() => expression(w, node.size)], 'plain'), w.token(';')];
    }
    case 'fun':
      return functionDeclaration(w, node);
    case 'proc': {
      const head = [w.token('proc'), w.space(), name(w, node.name), parameters(w, node.parameters)];
      const result = node.result === undefined ? '' : [w.token(':'), w.space(), type(w, node.result)];
      return [head, result, w.space(), block(w, node.body)];
    }
    case 'action':
      return behaviour(w, node, node.parameters);
    case 'process':
      return behaviour(w, node, node.indices);
    case 'property':
      return property(w, node);
    case 'check':
      return check(w, node);
    case 'deny':
      return deny(w);
  }
}

/** An action or a process; in parentheses or brackets behind its name are its parameters or indices. */
function behaviour(w: Writer, node: NodeOf<'action' | 'process'>, values: readonly Parameter[]): Doc {
  const head = [w.token(node.kind), w.space(), name(w, node.name)];
  const list = w.peek() === '(' || w.peek() === '[' ? parameters(w, values) : '';
  return [group([head, list, clauses(w, node.clauses)]), w.space(), block(w, node.body)];
}

function functionDeclaration(w: Writer, node: NodeOf<'fun'>): Doc {
  const head = [w.token('fun'), w.space(), name(w, node.name), parameters(w, node.parameters)];
  const typed = [group(head), w.token(':'), w.space(), type(w, node.result), w.space()];
  return [group([typed, defined(w, () => expression(w, node.body))]), w.token(';')];
}

/** Whether the braces of a declaration had more than one line. */
function isMultiline(w: Writer, node: NodeOf<'enum' | 'struct' | 'union'>): boolean {
  return w.isMultiline({ start: node.name.span.end, end: node.span.end });
}

function hasComments(w: Writer, { span }: NodeOf<'enum'>): boolean {
  return /\/[/*]/.test(w.text.slice(span.start, span.end));
}

function importDeclaration(w: Writer, node: ImportDeclaration): Doc {
  const { module } = node;
  const parts: Doc[] = [w.token('import'), w.space()];
  parts.push(module.kind === 'library' ? path(w, module.path) : w.token());
  const bindings = new Map(node.bindings.map((one) => [one.span.start, one]));
  const binding = (): Doc => {
    const one = bindings.get(w.offset);
    if (one === undefined) return w.token();
    if (one.kind === 'constBinding') {
      const head = [name(w, one.name), w.space()];
      return group([head, defined(w, () => expression(w, one.value))]);
    }
    const head = [w.token('type'), w.space(), name(w, one.name), w.space()];
    return group([head, defined(w, () => type(w, one.type))]);
  };
  while (w.peek() !== ';') {
    const word = w.peek();
    const clause = [w.line(), w.token(), w.space()];
    parts.push(indent([clause, word === 'as' ? w.token() : row(w, binding)]));
  }
  return [group(parts), w.token(';')];
}

function variable(w: Writer, node: NodeOf<'const' | 'var'>, padding: string): Doc {
  const head = [ghost(w), weak(w), w.token(node.kind), w.space(), name(w, node.name), padding, w.space(), w.token(':')];
  const typed = [head, w.space(), type(w, node.type)];
  const value = node.kind === 'const' ? node.value : initialValue(node);
  if (value === undefined) return [group(typed), w.token(';')];
  return [group([typed, w.space(), defined(w, () => expression(w, value))]), w.token(';')];
}

function weak(w: Writer): Doc {
  if (w.peek() !== 'weak') return '';
  const head = [w.token(), w.space()];
  return w.peek() === 'packed' ? [...head, w.token(), w.space()] : head;
}

function initialValue({ initial }: NodeOf<'var'>): Expression | undefined {
  return initial?.kind === 'choice' ? initial.set : initial?.value;
}

function field(w: Writer, node: Field): Doc {
  const head = [name(w, node.name), w.token(':'), w.space(), type(w, node.type)];
  const { value } = node;
  if (value === undefined) return [head, w.token(';')];
  return [group([head, w.space(), defined(w, () => expression(w, value))]), w.token(';')];
}

function variant(w: Writer, node: Variant): Doc {
  const head = name(w, node.name);
  if (node.payload.length === 0) return head;
  const parts = node.payload.map((one) => () => [
    one.name === undefined ? '' : [name(w, one.name), w.token(':'), w.space()],
    type(w, one.type),
  ]);
  return [head, bracketed(w, parts, 'plain')];
}

function parameters(w: Writer, nodes: readonly Parameter[]): Doc {
  const parts = nodes.map((one) => () => [
    one.ref ? [w.token('ref'), w.space()] : '',
    name(w, one.name),
    w.token(':'),
    w.space(),
    type(w, one.type),
  ]);
  return bracketed(w, parts, 'plain');
}

function clauses(w: Writer, nodes: readonly Clause[]): Doc {
  return indent(nodes.map((node) => [w.line(), clause(w, node)]));
}

function clause(w: Writer, node: Clause): Doc {
  switch (node.kind) {
    case 'daemon':
      return w.token('daemon');
    case 'on':
      return [w.token('on'), w.space(), indent(expression(w, node.cpu))];
    case 'fair': {
      const head = [node.strong ? [w.token('strong'), w.space()] : '', w.token('fair')];
      if (node.condition === undefined) return head;
      return [head, w.space(), w.token('while'), w.space(), indent(expression(w, node.condition))];
    }
    case 'when':
    case 'existsIf':
      return [w.token(), w.space(), indent(expression(w, node.condition))];
  }
}

function property(w: Writer, node: PropertyDeclaration): Doc {
  const paths = new Map<number, Path>([...node.during, ...node.except].map((one) => [one.span.start, one]));
  const nextPath = (): Doc => {
    const next = paths.get(w.offset);
    return next === undefined ? w.token() : path(w, next);
  };
  const head = [w.token(), w.space(), name(w, node.name)];
  const parts: Doc[] = [];
  while (w.peek() !== '=') {
    const word = w.peek();
    const start = [w.line(), w.token(), w.space()];
    const condition = word === 'if' ? node.existsIf : undefined;
    parts.push(start, condition === undefined ? row(w, nextPath) : indent(expression(w, condition)));
  }
  const all = [group([head, indent(parts)]), w.space(), defined(w, () => expression(w, node.body))];
  return [group(all), w.token(';')];
}
