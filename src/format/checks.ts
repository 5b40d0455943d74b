import { builders } from 'prettier/doc';
import type { Doc } from 'prettier';
import type { CheckDeclaration, Expectation, Expression, ScenarioStep, StepName, Violated } from '../syntax/tree.ts';
import { expression } from './expressions.ts';
import { bracketed, filled, row } from './lists.ts';
import { name, path } from './patterns.ts';
import type { Writer } from './writer.ts';

const { group, hardline, indent, line } = builders;

type Item = CheckDeclaration['ranges' | 'constants' | 'edits' | 'expectations'][number] | Violated;

/** The parts of the clauses, by the offsets at which they begin. The names behind `only` are none of them. */
interface Items {
  readonly parts: ReadonlyMap<number, Item>;
  readonly constraints: ReadonlyMap<number, Expression>;
}

/**
 * A check: in one line if that is wide enough and `expect` stood in it. Else `expect` begins a line, and as
 * many of the other clauses share one as fit.
 */
export function check(w: Writer, node: CheckDeclaration): Doc {
  if (node.scenario !== undefined) return scenario(w, node);
  const items = itemsByStart(node);
  let clauses: Doc[] = [[w.token('check'), w.space(), name(w, node.name)]];
  const rows: Doc[] = [];
  while (w.peek() !== ';') {
    if (w.peek() === 'expect') {
      rows.push(filled(clauses), w.newline('drop', w.lineBreaks > 0 ? hardline : line));
      clauses = [clause(w, items)];
    } else clauses.push(w.line(), clause(w, items));
  }
  return [group(indent([...rows, filled(clauses)])), w.token(';')];
}

/** A scenario: its clauses in one line if they fit, and each step in a line of its own. */
function scenario(w: Writer, node: CheckDeclaration): Doc {
  const items = itemsByStart(node);
  const clauses: Doc[] = [[w.token('scenario'), w.space(), name(w, node.name)]];
  while (w.peek() !== '{') {
    const isOutcome = w.peek() === 'possible' || w.peek() === 'impossible';
    clauses.push(w.line(), isOutcome ? w.token() : clause(w, items));
  }
  return [group(indent(filled(clauses))), w.space(), scenarioSteps(w, node)];
}

/** The steps of a scenario: in one line if they were and that is wide enough. */
function scenarioSteps(w: Writer, { order, span }: CheckDeclaration): Doc {
  const open = w.token('{');
  const [first] = order;
  if (!first) return [open, indent(w.beforeClose()), w.newline('drop', ''), w.token('}')];
  const base = w.isMultiline({ start: first.span.start, end: span.end }) ? hardline : line;
  const inner = order.map((one, i) => [w.newline(i > 0 ? 'keep' : 'drop', base), scenarioStep(w, one)]);
  return group([open, indent([inner, w.beforeClose('keep')]), w.newline('drop', base), w.token('}')]);
}

function clause(w: Writer, items: Items): Doc {
  const word = w.peek();
  const head = [w.token(), w.space()];
  const constraint = word === 'constraint' ? items.constraints.get(w.offset) : undefined;
  if (constraint) return [head, indent(expression(w, constraint))];
  if (word === 'allow' || word === 'symmetry' || word === 'memory') return [head, w.token()];
  return [head, row(w, () => item(w, items))];
}

function itemsByStart(node: CheckDeclaration): Items {
  const { ranges, constants, edits, constraints, expectations } = node;
  const violated = expectations.flatMap((one) => (one.kind === 'violates' ? one.properties : []));
  const parts: readonly Item[] = [...ranges, ...constants, ...edits, ...violated, ...expectations];
  return {
    parts: new Map(parts.map((one) => [one.span.start, one])),
    constraints: new Map(constraints.map((one) => [one.span.start, one])),
  };
}

function item(w: Writer, items: Items): Doc {
  const node = items.parts.get(w.offset);
  switch (node?.kind) {
    // A name behind `only`.
    case undefined:
      return propertyName(w);
    case 'checkRange':
      return [path(w, node.name), w.space(), w.token('in'), w.space(), expression(w, node.set)];
    case 'checkConstant':
      return group([path(w, node.name), w.space(), w.token('='), indent([w.line(), expression(w, node.value)])]);
    case 'without':
      return path(w, node.target);
    case 'moving':
      return [path(w, node.target), w.space(), w.token('after'), w.space(), path(w, node.after)];
    case 'violated':
      return violated(w, node);
    case 'violates':
      return [w.token('violates'), w.space(), ...node.properties.slice(0, 1).map((one) => violated(w, one))];
    case 'holds':
    case 'complete':
    case 'deadlock':
    case 'states':
      return expectation(w, node);
  }
}

function expectation(w: Writer, node: Exclude<Expectation, { readonly kind: 'violates' }>): Doc {
  const word = w.token();
  if (node.kind === 'states') return [word, w.space(), expression(w, node.count)];
  return node.kind === 'deadlock' ? [inSteps(w, word, node.steps), passing(w, node.passing)] : word;
}

function violated(w: Writer, { property, steps, passing: passed }: Violated): Doc {
  return [inSteps(w, path(w, property), steps), passing(w, passed)];
}

/** `passing p.l then q.m` */
function passing(w: Writer, passed: readonly StepName[]): Doc {
  return passed.flatMap((one) => [w.line(), w.token(), w.space(), stepName(w, one)]);
}

/** `cpu[0].load` */
function stepName(w: Writer, { actor, indices, label }: StepName): Doc {
  const head = path(w, actor);
  if (indices.length === 0) return head;
  const index = bracketed(
    w,
    indices.map((one) => () => expression(w, one)),
    'plain',
  );
  return [head, index, label === undefined ? '' : [w.token('.'), path(w, label)]];
}

/** `next p.l before q.m;` */
function scenarioStep(w: Writer, { step, isNext, before }: ScenarioStep): Doc {
  const head = [isNext ? [w.token('next'), w.space()] : '', stepName(w, step)];
  const others =
    before.length === 0
      ? ''
      : [
          w.line(),
          w.token('before'),
          w.space(),
          before.map((one, i) => [i === 0 ? '' : [w.token(','), w.space()], stepName(w, one)]),
        ];
  return [group([head, indent(others)]), w.token(';')];
}

function inSteps(w: Writer, head: Doc, steps: Expression | undefined): Doc {
  if (steps === undefined) return head;
  return [head, w.space(), w.token('in'), w.space(), expression(w, steps), w.space(), w.token()];
}

function propertyName(w: Writer): Doc {
  const parts = [w.token()];
  while (w.peek() === '.') parts.push(w.token(), w.token());
  return parts;
}

/** `deny never_ran, vacuous;` */
export function deny(w: Writer): Doc {
  const head = [w.token('deny'), w.space()];
  return [head, row(w, () => w.token()), w.token(';')];
}
