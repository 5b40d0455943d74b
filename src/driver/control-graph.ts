import type { Expr } from '../core/expression.ts';
import { formatValue } from '../core/format.ts';
import { itemAt } from '../core/lists.ts';
import type { Value } from '../core/types.ts';
import { callsAround } from '../ir/operations/calls.ts';
import { successorsOf } from '../ir/operations/successors.ts';
import { writtenBy } from '../ir/operations/slot-uses.ts';
import type { Family, Operation, Step, TransitionSystem } from '../ir/system.ts';
import type { ControlGraphData, ControlStepData } from '../result/graph.ts';
import { positionAt, spanText, type Location } from '../text/source.ts';
import { printPattern } from '../trace/print-pattern.ts';

/** Ways through one step that are told apart; where there are more, the arrows say only where it begins. */
const MOST_WAYS = 24;
/** Ways that are followed: most of those through weak memory look alike. */
const MOST_FOLLOWED = 500;

/** The control graph of a process, with the calls of procedures put in place of them. */
export function controlGraphOf({ symbol, points, slots }: Family, { steps }: TransitionSystem): ControlGraphData {
  const frames = [...new Set(points.flatMap(({ frame }) => callsAround(frame)))];
  const last = points.length - 1;
  return {
    process: symbol.name,
    points: points.map(({ name, at, frame }, i) => ({
      name,
      ...(i === last ? {} : { line: positionAt(at.source, at.span.start).line + 1 }),
      ...(frame === undefined ? {} : { call: frames.indexOf(frame) }),
    })),
    steps: points.flatMap(({ step }, from) =>
      step === undefined ? [] : waysThrough(itemAt(steps, step), slots).map((way) => ({ from, ...way })),
    ),
    calls: frames.map(({ callAt, parent }) => ({
      text: textOf(callAt),
      ...(parent === undefined ? {} : { within: frames.indexOf(parent) }),
    })),
  };
}

type Way = Omit<ControlStepData, 'from'>;

/** What a step does on each of the ways through it, and where that leads. */
function waysThrough(step: Step, slots: Family['slots']): readonly Way[] {
  const ways = new Map<string, Way>();
  let followed = 0;
  const guard = step.guard === undefined ? [] : [`when ${exprText(step.guard)}`];
  follow(step.entry, { lines: guard, passed: [], known: new Map() });
  if (ways.size <= MOST_WAYS && followed <= MOST_FOLLOWED) return [...ways.values()];
  const stops = step.operations.flatMap((operation) => (operation.kind === 'stop' ? [operation.point] : []));
  return [...new Set(stops)].map((to) => ({ to, lines: [...guard, textOf(step.at)] }));

  function follow(at: number, { lines, passed, known }: Passing): void {
    if (followed > MOST_FOLLOWED) return;
    const operation = itemAt(step.operations, at);
    if (operation.kind === 'stop') {
      followed++;
      ways.set(JSON.stringify([operation.point, lines]), { to: operation.point, lines });
      return;
    }
    const isAgain = passed.includes(at);
    if (isAgain && operation.kind !== 'forNext') return;
    const only = onlyWay(operation, isAgain, known);
    const after = { passed: [...passed, at], known: knownAfter(operation, known) };
    successorsOf(operation).forEach((next, way) => {
      if (only !== undefined && way !== only) return;
      const line = isBookkeeping(operation) ? undefined : lineOf(operation, way, slots);
      follow(next, { lines: line === undefined ? lines : [...lines, line], ...after });
    });
  }
}

/** What has no place in a picture: ghosts, and how weak memory keeps its books. */
function isBookkeeping({ ghost, memory }: Operation): boolean {
  return ghost || (memory !== undefined && memory.kind !== 'buffered' && memory.kind !== 'drained');
}

/** Where a way has come to. */
interface Passing {
  readonly lines: readonly string[];
  /** Operations that it has been at: it leaves a loop when it comes back to its head. */
  readonly passed: readonly number[];
  /** Constants that slots hold, as what a procedure has returned. */
  readonly known: ReadonlyMap<number, Value>;
}

/** The only way on, where there is no other. */
function onlyWay(operation: Operation, isAgain: boolean, known: Passing['known']): number | undefined {
  if (operation.kind === 'forNext') return isAgain ? 1 : undefined;
  const holds = operation.kind === 'branch' ? knownTruth(operation.condition, known) : undefined;
  return holds === undefined ? undefined : holds ? 0 : 1;
}

function knownTruth(condition: Expr, known: Passing['known']): boolean | undefined {
  if (condition.kind === 'unary' && condition.op === 'not') {
    const operand = knownTruth(condition.operand, known);
    return operand === undefined ? undefined : !operand;
  }
  const value = condition.kind === 'slot' ? known.get(condition.slot) : undefined;
  return value === undefined ? undefined : value !== 0;
}

function knownAfter(operation: Operation, known: Passing['known']): Passing['known'] {
  const changed = writtenBy(operation);
  if (changed.length === 0) return known;
  const after = new Map([...known].filter(([slot]) => !changed.includes(slot)));
  if (operation.kind === 'assign' && operation.target.root.kind === 'slot' && operation.target.path.length === 0)
    if (operation.value.kind === 'constant') after.set(operation.target.root.slot, operation.value.value);
  return after;
}

/**
 * What an operation shows on one of the ways out of it.
 * @param way its number among the successors
 */
function lineOf(operation: Operation, way: number, slots: Family['slots']): string | undefined {
  switch (operation.kind) {
    case 'branch':
      return way === 0 ? exprText(operation.condition) : negated(operation.condition);
    case 'match': {
      const arm = operation.arms[way];
      const value = exprText(operation.value);
      return arm === undefined || arm.pattern.kind === 'any'
        ? `${value} is anything else`
        : `${value} is ${printPattern(arm.pattern, operation.value.type, slots)}`;
    }
    case 'await':
      return `await ${exprText(operation.condition)}`;
    case 'assert':
      return `assert ${exprText(operation.condition)}`;
    case 'pick': {
      const where = operation.where === undefined ? '' : ` where ${exprText(operation.where)}`;
      return `pick ${itemAt(slots, operation.slot).name} in ${exprText(operation.set)}${where}`;
    }
    case 'forNext':
      return `${way === 0 ? 'next' : 'no more'} ${itemAt(slots, operation.slot).name}`;
    case 'enter':
      return textOf(operation.entered.callAt);
    case 'assign':
      if (operation.form === 'for') return `for ${operation.element ?? '_'} in ${exprText(operation.value)}`;
      return operation.shown ? textOf(operation.at) : undefined;
    case 'skip':
      return operation.jump ?? (operation.shown ? 'skip' : undefined);
    case 'either':
    case 'leave':
    case 'stop':
      return undefined;
  }
}

/** An expression as it was written; a folded one as its value. */
function exprText(expr: Expr): string {
  return expr.kind === 'constant' ? formatValue(expr.value, expr.type) : textOf(expr.at);
}

function negated(condition: Expr): string {
  if (condition.kind === 'unary' && condition.op === 'not') return exprText(condition.operand);
  const text = exprText(condition);
  return /^[\w.]+$/.test(text) ? `!${text}` : `!(${text})`;
}

/** What is written at a place, in one line. */
function textOf(at: Location): string {
  return spanText(at).replace(/\s+/g, ' ').replace(/;$/, '');
}
