import type { Block, Statement } from '../../../src/syntax/tree.ts';
import type { Procedure, Program } from './program.ts';
import { constant } from './shared.ts';
import type { Step, Type } from './type.ts';
import { keyOf, NotCovered, type Value } from './value.ts';

/**
 * Where a process is: the statements that it is inside of, from the outermost to the innermost, with the locals that
 * each has declared so far. The innermost frame is a `body` whose next statement is the control point.
 */
export type Stack = readonly Frame[];

type Frame =
  | { readonly kind: 'process'; readonly locals: readonly Local[] }
  | Body
  | { readonly kind: 'label'; readonly name: string; readonly owner: string }
  | { readonly kind: 'loop'; readonly statement: Extract<Statement, { kind: 'loop' | 'while' }> }
  | ForFrame
  | { readonly kind: 'atomic' }
  | { readonly kind: 'call'; readonly call: number; readonly procedure: Procedure; readonly locals: readonly Local[] };

interface Body {
  readonly kind: 'body';
  readonly id: number;
  readonly statements: readonly Statement[];
  readonly index: number;
  readonly locals: readonly Local[];
  /** What calls in the statement at `index` gave back so far. */
  readonly results: readonly (readonly [number, Value | undefined])[];
  /** What a label or `atomic` stands before declares its locals in the block around it. */
  readonly transparent: boolean;
  /** At the label that the statement stands behind: the turns of a loop behind it begin elsewhere. */
  readonly atLabel: boolean;
}

interface ForFrame {
  readonly kind: 'for';
  readonly statement: Extract<Statement, { kind: 'for' }>;
  readonly locals: readonly Local[];
  readonly rest: readonly Value[];
}

export interface Local {
  readonly name: string;
  readonly content: { readonly value: Value } | { readonly place: Place };
  /** Of a `var`, what may be stored in it. */
  readonly type?: Type;
  readonly ghost: boolean;
  /** Index of the statement that declared it; -1 where it was there before the first. */
  readonly at: number;
}

/** A captured place; a local's frame is counted from the outermost. */
export interface Place {
  readonly root: { readonly variable: string } | { readonly frame: number; readonly local: string };
  readonly path: readonly Step[];
}

export function local(name: string, value: Value, at = -1): Local {
  return { name, content: { value }, ghost: false, at };
}

export function bodyOf(id: number, statements: readonly Statement[], locals: readonly Local[] = []): Body {
  return { kind: 'body', id, statements, index: 0, locals, results: [], transparent: false, atLabel: false };
}

export function blockBody(block: Block, locals: readonly Local[] = []): Body {
  return bodyOf(block.id, block.statements, locals);
}

export function top(stack: Stack): Frame {
  const frame = stack.at(-1);
  if (!frame) throw new Error('an empty stack');
  return frame;
}

export function topBody(stack: Stack): Body {
  const frame = top(stack);
  if (frame.kind !== 'body') throw new Error('no body at the top');
  return frame;
}

/** The same with another frame in the place of the innermost. */
export function replaceTop(stack: Stack, frame: Frame): Stack {
  return [...stack.slice(0, -1), frame];
}

/** The statement is behind it. */
export function advance(stack: Stack): Stack {
  const body = topBody(stack);
  return replaceTop(stack, { ...body, index: body.index + 1, results: [], atLabel: false });
}

/** Goes into a part of the statement, whose head is behind it. */
export function enter(stack: Stack, ...frames: readonly Frame[]): Stack {
  return [...replaceTop(stack, { ...topBody(stack), results: [], atLabel: false }), ...frames];
}

/** A text that two stacks share exactly if they are the same control point with the same locals. */
export function stackKey(stack: Stack): string {
  return stack.map(frameKey).join(' ');
}

function frameKey(frame: Frame): string {
  switch (frame.kind) {
    case 'process':
    case 'atomic':
      return frame.kind;
    case 'body': {
      const results = frame.results.map(([call, value]) => `${call}=${value === undefined ? '' : keyOf(value)}`);
      return `${frame.id}:${frame.index}${frame.atLabel ? '@' : ''}{${localsKey(frame.locals)}}${results.join()}`;
    }
    case 'label':
      return frame.name;
    case 'loop':
      return `loop${frame.statement.id}`;
    case 'for':
      return `for${frame.statement.id}{${localsKey(frame.locals)}}${frame.rest.map(keyOf).join()}`;
    case 'call':
      return `call${frame.call}{${localsKey(frame.locals)}}`;
  }
}

function localsKey(locals: readonly Local[]): string {
  return locals
    .map(({ name, content }) => `${name}=${'value' in content ? keyOf(content.value) : placeKey(content.place)}`)
    .join();
}

function placeKey({ root, path }: Place): string {
  const steps = path.map((step) =>
    'key' in step ? `[${keyOf(step.key)}]` : 'field' in step ? `.${step.field}` : step.part,
  );
  return ('variable' in root ? root.variable : `${root.frame}:${root.local}`) + steps.join('');
}

export function inAtomic(stack: Stack): boolean {
  return stack.some((frame) => frame.kind === 'atomic');
}

export interface Settled {
  /** Empty where the process is done. */
  readonly stack: Stack;
  readonly passedLabel: boolean;
  /** A procedure with a result ended without one. */
  readonly withoutResult: boolean;
}

/**
 * Goes on to the next statement that does something: through blocks, labels, `loop`, conditions that are constant, and
 * the ends of bodies.
 * @param within index of the frame of a label: at its end it stops, for in a loop there may be no other end
 */
export function settle(from: Stack, owner: string, program: Program, within?: number): Settled {
  let stack = from;
  const passedLabel = false;
  for (let turns = 0; turns < 10_000; turns++) {
    const frame = top(stack);
    switch (frame.kind) {
      case 'process':
        return { stack: [], passedLabel, withoutResult: false };
      case 'label':
      case 'atomic':
        if (stack.length - 1 === within) return { stack, passedLabel, withoutResult: false };
        stack = advance(stack.slice(0, -1));
        continue;
      case 'loop':
        if (frame.statement.kind === 'loop') stack = [...stack, blockBody(frame.statement.body)];
        else stack = stack.slice(0, -1);
        continue;
      case 'for':
        stack = nextElement(stack, frame);
        continue;
      case 'call':
        if (frame.procedure.result()) return { stack, passedLabel, withoutResult: true };
        stack = giveBack(stack, undefined);
        continue;
      case 'body':
    }
    const statement = frame.statements[frame.index];
    if (!statement) {
      const below = stack.slice(0, -1);
      // A block that stands as a statement.
      stack = top(below).kind === 'body' ? advance(below) : below;
    } else if (statement.kind === 'block') {
      stack = enter(stack, blockBody(statement));
    } else if (statement.kind === 'loop') {
      stack = enter(stack, { kind: 'loop', statement });
    } else if (statement.kind === 'label') {
      const { name, body } = statement;
      const label = { kind: 'label', name: name.name, owner: ownerOf(stack, owner) } as const;
      const inner = { ...bodyOf(statement.id, body ? [body] : []), transparent: true };
      const inside = enter(stack, label, inner);
      if (!inAtomic(stack)) return atLabel(inside, settle(inside, owner, program, inside.length - 2));
      stack = inside;
    } else {
      const folded = fold(statement, stack, program);
      if (!folded) return { stack, passedLabel, withoutResult: false };
      stack = folded;
    }
  }
  throw new NotCovered('a cycle of nothing');
}

/** A label is a control point even where nothing is left behind it. */
function atLabel(label: Stack, settled: Settled): Settled {
  const isInside = settled.stack.length >= label.length;
  const stack = isInside ? settled.stack : replaceTop(label, { ...topBody(label), statements: [] });
  return { ...settled, passedLabel: true, stack: replaceTop(stack, { ...topBody(stack), atLabel: true }) };
}

/** What is left of `if` and `while` where their conditions are constant. */
function fold(statement: Statement, stack: Stack, program: Program): Stack | undefined {
  if (statement.kind !== 'if' && statement.kind !== 'while') return undefined;
  const known = constant(statement.condition, program);
  if (known === undefined) return undefined;
  if (statement.kind === 'while')
    return known === true ? enter(stack, { kind: 'loop', statement }, blockBody(statement.body)) : advance(stack);
  if (known === true) return enter(stack, blockBody(statement.then));
  return statement.otherwise ? enter(stack, elseBody(statement.otherwise)) : advance(stack);
}

export function elseBody(otherwise: Block | Extract<Statement, { kind: 'if' }>): Body {
  return otherwise.kind === 'if' ? bodyOf(otherwise.id, [otherwise]) : blockBody(otherwise);
}

function nextElement(stack: Stack, frame: ForFrame): Stack {
  const [next, ...rest] = frame.rest;
  if (next === undefined) return advance(stack.slice(0, -1));
  const { name, body } = frame.statement;
  return [...replaceTop(stack, { ...frame, rest, locals: [local(name.name, next)] }), blockBody(body)];
}

/** Ends the innermost call, whose frame is at the top. */
export function giveBack(stack: Stack, value: Value | undefined): Stack {
  const frame = top(stack);
  if (frame.kind !== 'call') throw new Error('no call at the top');
  const caller = stack.slice(0, -1);
  const body = topBody(caller);
  return replaceTop(caller, { ...body, results: [...body.results, [frame.call, value]] });
}

/** The procedure whose body this is, or the process. */
function ownerOf(stack: Stack, owner: string): string {
  const call = stack.findLast((frame) => frame.kind === 'call');
  return call?.kind === 'call' ? call.procedure.declaration.name.name : owner;
}
