import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { Block, IfStatement, Statement } from '../syntax/tree.ts';
import { expression } from './expressions.ts';
import { defined, members } from './lists.ts';
import { name, pattern } from './patterns.ts';
import { paddings } from './runs.ts';
import { type } from './types.ts';
import type { Writer } from './writer.ts';

const { group, hardline, indent, line } = builders;

type NodeOf<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

/** Whether a block stays in one line, if that is wide enough: it was in one, and nothing in it needs its own. */
function isFlat(w: Writer, node: Block): boolean {
  return !w.isMultiline(node.span) && node.statements.every((one) => one.kind !== 'label' && one.kind !== 'varLocal');
}

/** A block by itself: in one line or several, whatever the blocks beside it do. */
export function block(w: Writer, node: Block): Doc {
  return group(body(w, node, isFlat(w, node)));
}

/** Several blocks of one statement are all in one line, or none is. */
function body(w: Writer, node: Block, flat: boolean): Doc {
  const open = w.token('{');
  if (node.statements.length === 0) {
    return [open, indent(w.beforeClose()), w.newline(false, ''), w.token('}')];
  }
  const base = flat ? line : hardline;
  const padding = paddings(w, node.statements);
  const inner: Doc[] = [];
  for (const [i, one] of node.statements.entries()) {
    inner.push(one.kind === 'label' ? w.labelBreak(i > 0) : w.newline(i > 0, base));
    inner.push(statement(w, one, padding.get(one) ?? ''));
  }
  inner.push(w.beforeClose(true));
  return [open, indent(inner), w.newline(false, base), w.token('}')];
}

/** @param padding before the colon of a variable */
function statement(w: Writer, node: Statement, padding = ''): Doc {
  switch (node.kind) {
    case 'block':
      return block(w, node);
    case 'label': {
      const head = [name(w, node.name), w.token(':')];
      if (node.body === undefined) return head;
      if (node.body.kind === 'block') return [head, w.space(), statement(w, node.body)];
      return [head, node.body.kind === 'label' ? w.labelBreak(false) : w.newline(false), statement(w, node.body)];
    }
    case 'assign':
      return [
        group([expression(w, node.target), w.space(), defined(w, () => expression(w, node.value))]),
        w.token(';'),
      ];
    case 'increment':
      return [expression(w, node.target), w.token(), w.token(';')];
    case 'callStatement':
      return [expression(w, node.call), w.token(';')];
    case 'let':
      return letStatement(w, node);
    case 'varLocal': {
      const head = [ghost(w), w.token('var'), w.space(), name(w, node.name), padding, w.space(), w.token(':')];
      const typed = [head, w.space(), type(w, node.type), w.space()];
      return [group([typed, defined(w, () => expression(w, node.value))]), w.token(';')];
    }
    case 'await':
      return [w.token('await'), w.space(), indent(expression(w, node.condition)), w.token(';')];
    case 'assert':
      return assertStatement(w, node);
    case 'if':
      return group(
        ifStatement(
          w,
          node,
          branches(node).every((one) => isFlat(w, one)),
        ),
      );
    case 'match':
      return matchStatement(w, node);
    case 'while':
      return [w.token('while'), w.space(), head(w, node.condition), block(w, node.body)];
    case 'loop':
      return [w.token('loop'), w.space(), block(w, node.body)];
    case 'for': {
      const binder = [w.token('for'), w.space(), name(w, node.name), w.space(), w.token('in'), w.space()];
      return [binder, head(w, node.set), block(w, node.body)];
    }
    case 'either': {
      const flat = node.branches.every((one) => isFlat(w, one));
      const parts = [w.token('either'), w.space()];
      for (const [i, one] of node.branches.entries()) {
        if (i > 0) parts.push(w.flush(), w.token('or'), w.space());
        parts.push(body(w, one, flat));
      }
      return group(parts);
    }
    case 'pick': {
      const binder = [w.token('pick'), w.space(), name(w, node.name), w.space(), w.token('in'), w.space()];
      const set = expression(w, node.set);
      if (node.where === undefined) return [binder, indent(set), w.token(';')];
      const where = [w.line(), w.token('where'), w.space(), indent(expression(w, node.where))];
      return [group([binder, indent([set, where])]), w.token(';')];
    }
    case 'atomic': {
      const word = w.token('atomic');
      const separator = node.body.kind === 'label' ? w.labelBreak(false) : w.space();
      return [word, separator, statement(w, node.body)];
    }
    case 'return': {
      const word = w.token('return');
      if (node.value === undefined) return [word, w.token(';')];
      return [word, w.space(), indent(expression(w, node.value)), w.token(';')];
    }
    case 'goto':
      return [w.token('goto'), w.space(), name(w, node.label), w.token(';')];
    case 'break':
    case 'continue':
    case 'skip':
    case 'missingStatement':
      return [w.token(), w.token(';')];
  }
}

export function ghost(w: Writer): Doc {
  return w.peek() === 'ghost' ? [w.token(), w.space()] : '';
}

/** An expression between a word and the block that it is for. */
function head(w: Writer, node: Parameters<typeof expression>[1]): Doc {
  return [indent(expression(w, node)), w.space()];
}

function letStatement(w: Writer, node: NodeOf<'let'>): Doc {
  const head = [ghost(w), w.token('let'), w.space(), pattern(w, node.pattern), w.space()];
  const binding = group([head, defined(w, () => expression(w, node.value))]);
  if (node.otherwise === undefined) return [binding, w.token(';')];
  return [binding, w.flush(), w.token('else'), w.space(), block(w, node.otherwise)];
}

function assertStatement(w: Writer, node: NodeOf<'assert'>): Doc {
  const parts = [w.token('assert'), w.space()];
  if (node.name !== undefined) parts.push(name(w, node.name), w.token(':'), w.space());
  parts.push(indent(expression(w, node.condition)));
  if (w.peek() === ',') parts.push(w.token(), indent([w.line(), w.token()]));
  return [group(parts), w.token(';')];
}

function branches(node: IfStatement): readonly Block[] {
  const { otherwise } = node;
  if (otherwise === undefined) return [node.then];
  return [node.then, ...(otherwise.kind === 'if' ? branches(otherwise) : [otherwise])];
}

function ifStatement(w: Writer, node: IfStatement, flat: boolean): Doc {
  const parts = [w.token('if'), w.space(), head(w, node.condition), body(w, node.then, flat)];
  const { otherwise } = node;
  if (otherwise === undefined) return parts;
  parts.push(w.flush(), w.token('else'), w.space());
  return [...parts, otherwise.kind === 'if' ? ifStatement(w, otherwise, flat) : body(w, otherwise, flat)];
}

function matchStatement(w: Writer, node: NodeOf<'match'>): Doc {
  const value = [w.token('match'), w.space(), head(w, node.value)];
  const arms = node.arms.map((arm) => () => [
    pattern(w, arm.pattern),
    w.space(),
    w.token('=>'),
    w.space(),
    block(w, arm.body),
  ]);
  return [value, members(w, arms, true)];
}
