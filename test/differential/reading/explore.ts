import type { Expression, Path, PropertyDeclaration } from '../../../src/syntax/tree.ts';
import { evaluate } from './evaluate.ts';
import { blockBody, bodyOf, local, settle, type Stack, stackKey } from './frames.ts';
import type { Instance, Program } from './program.ts';
import type { Running, Variables } from './places.ts';
import { bind, type Scope } from './scope.ts';
import { stepsFrom } from './step.ts';
import { products, store, valuesOf } from './type.ts';
import { elements, keyOf, NotCovered, OutOfRange, type Process, truth, type Value } from './value.ts';

/** A state by the definition: variables, and for each process a control point with the locals in scope at it. */
interface State {
  readonly variables: Variables;
  /** In the order of the program's instances; empty where the process is done. */
  readonly stacks: readonly Stack[];
}

export interface Reading {
  readonly states: number;
  /** Transitions from an initial state to the states that are farthest away. */
  readonly depth: number;
  /** For each property that is violated, and each `reachable` with a witness: transitions of the shortest evidence. */
  readonly evidence: ReadonlyMap<string, number>;
}

export interface Limits {
  /** No more states than these are read. */
  readonly states: number;
}

/** Explores every reachable state, past all violations. Undefined where there are more than the limit. */
export function explore(program: Program, { states: limit }: Limits): Reading | undefined {
  const evidence = new Map<string, number>();
  const found = (property: string, depth: number): void => {
    if (!evidence.has(property)) evidence.set(property, depth);
  };
  const seen = new Set<string>();
  let frontier: State[] = [];
  let depth = -1;
  const add = (state: State, to: State[]): void => {
    const key = stateKey(state);
    if (seen.has(key)) return;
    seen.add(key);
    to.push(state);
  };
  for (const variables of initialVariables(program, () => found('range', 0)))
    add({ variables, stacks: program.instances.map((one) => startOf(program, one)) }, frontier);
  while (frontier.length > 0) {
    depth++;
    for (const state of frontier) judgeState(program, state, (property) => found(property, depth));
    const next: State[] = [];
    for (const state of frontier) {
      if (isBeyond(program, state, () => found('range', depth))) continue;
      const steps = successors(program, state);
      if (steps.length === 0 && !mayEnd(program, state)) found('deadlock', depth);
      for (const step of steps) {
        if (step.kind === 'violation') {
          found(step.property, depth + 1);
          continue;
        }
        judgeStep(program, state, step, (property) => found(property, depth + 1));
        add(step.state, next);
      }
      if (seen.size > limit) return undefined;
    }
    frontier = next;
  }
  return { states: seen.size, depth: Math.max(0, depth), evidence };
}

/** Whether the state fails a constraint: then nothing is said of what follows. */
function isBeyond(program: Program, state: State, outside: () => void): boolean {
  const answers = program.constraints.map((one) => guard(one, scopeOf(program, state)));
  if (answers.includes('outside')) outside();
  return answers.some((one) => one !== true);
}

function stateKey({ variables, stacks }: State): string {
  return `${[...variables.values()].map(keyOf).join(';')}|${stacks.map(stackKey).join('|')}`;
}

/** Variables get their values in textual order, once per combination of earlier choices. */
function initialVariables(program: Program, outside: () => void): readonly Variables[] {
  let rows: readonly Variables[] = [new Map()];
  for (const [name, { type, declaration }] of program.variables) {
    rows = rows.flatMap((row) => {
      const scope = scopeOf(program, { variables: row, stacks: [] });
      const { initial } = declaration;
      try {
        const values =
          initial === undefined
            ? valuesOf(type())
            : initial.kind === 'value'
              ? [evaluate(initial.value, scope)]
              : elements(evaluate(initial.set, scope));
        return values.flatMap((value) => orNothing(() => [new Map(row).set(name, store(type(), value))], outside));
      } catch (problem) {
        if (!(problem instanceof OutOfRange)) throw problem;
        outside();
        return [];
      }
    });
  }
  return rows.filter((variables) =>
    program.initial.every((one) => truth(evaluate(one, scopeOf(program, { variables, stacks: [] })))),
  );
}

function orNothing<T>(make: () => readonly T[], outside: () => void): readonly T[] {
  try {
    return make();
  } catch (problem) {
    if (!(problem instanceof OutOfRange)) throw problem;
    outside();
    return [];
  }
}

function startOf(program: Program, { declaration, locals }: Instance): Stack {
  const bottom = { kind: 'process', locals: locals.map(([name, value]) => local(name, value)) } as const;
  return settle([bottom, blockBody(declaration.body)], declaration.name.name, program).stack;
}

/** Who steps, and from which labels: what `during` and `except` name. */
interface Mover {
  readonly name: string;
  readonly process: Process | undefined;
  readonly from: Stack;
}

type Transition =
  | { readonly kind: 'reached'; readonly state: State; readonly mover: Mover }
  | { readonly kind: 'violation'; readonly property: string };

function successors(program: Program, state: State): readonly Transition[] {
  const { variables, stacks } = state;
  const isDone = (process: Process): boolean => doneIn(program, state, process);
  const ofProcesses = program.instances.flatMap(({ process, declaration, locals }, i): readonly Transition[] => {
    const stack = stacks[i]!;
    if (stack.length === 0) return [];
    const scope = bind({ ...scopeOf(program, state), self: process }, locals);
    for (const clause of declaration.clauses) {
      if (clause.kind !== 'when') continue;
      const may = guard(clause.condition, scope);
      if (may !== true) return may === false ? [] : [{ kind: 'violation', property: 'range' }];
    }
    const start: Running = { program, variables, stack, self: process, isDone };
    return stepsFrom(start, process.name).map((outcome) => {
      if (outcome.kind === 'violation') return outcome;
      const moved = { ...state, variables: outcome.running.variables, stacks: stacks.with(i, outcome.running.stack) };
      return { kind: 'reached', state: moved, mover: { name: process.name, process, from: stack } };
    });
  });
  return [...ofProcesses, ...program.actions.flatMap((action) => actionSteps(program, state, action))];
}

/** An action is one atomic step, for any values of its parameters. */
function actionSteps(
  program: Program,
  state: State,
  { id, span, name, parameters, clauses, body }: Program['actions'][number],
): readonly Transition[] {
  const rows = products(parameters.map((one) => valuesOf(program.elaborate(one.type))));
  return rows.flatMap((row): readonly Transition[] => {
    const named = row.map((value, i): readonly [string, Value] => [parameters[i]!.name.name, value]);
    for (const clause of clauses) {
      if (clause.kind !== 'when' && clause.kind !== 'existsIf') continue;
      const may = guard(clause.condition, bind(scopeOf(program, state), named));
      if (may !== true) return may === false ? [] : [{ kind: 'violation', property: 'range' }];
    }
    const bottom = { kind: 'process', locals: named.map(([one, value]) => local(one, value)) } as const;
    const stack = [bottom, bodyOf(id, [{ kind: 'atomic', id, span, body }])];
    const isDone = (process: Process): boolean => doneIn(program, state, process);
    const start: Running = { program, variables: state.variables, stack, self: undefined, isDone };
    return stepsFrom(start, name.name).map((outcome) => {
      if (outcome.kind === 'violation') return outcome;
      const moved = { ...state, variables: outcome.running.variables };
      return { kind: 'reached', state: moved, mover: { name: name.name, process: undefined, from: [] } };
    });
  });
}

function guard(condition: Expression, scope: Scope): boolean | 'outside' {
  try {
    return truth(evaluate(condition, scope));
  } catch (problem) {
    if (!(problem instanceof OutOfRange)) throw problem;
    return 'outside';
  }
}

function indexOf(program: Program, process: Process): number {
  if (!program.processes.has(process.name)) throw new NotCovered(`the process ${process.name}`);
  const wanted = keyOf(process);
  return program.instances.findIndex((one) => keyOf(one.process) === wanted);
}

/** Of a process that does not exist `at done` is true. */
function doneIn(program: Program, { stacks }: State, process: Process): boolean {
  const index = indexOf(program, process);
  return index < 0 || stacks[index]!.length === 0;
}

function mayEnd(program: Program, state: State): boolean {
  if (program.processes.size === 0)
    return program.terminates.some((one) => truth(evaluate(one, scopeOf(program, state))));
  if (program.terminates.length > 0) throw new NotCovered('terminates beside processes');
  return allDone(program, state);
}

function allDone(program: Program, { stacks }: State): boolean {
  return program.instances.every(
    ({ declaration }, i) => stacks[i]!.length === 0 || declaration.clauses.some((one) => one.kind === 'daemon'),
  );
}

/** What a property is evaluated in. */
function scopeOf(program: Program, state: State): Scope {
  return {
    program,
    shared: (name) => {
      const value = state.variables.get(name);
      if (value === undefined) throw new NotCovered(`${name} before it has a value`);
      return value;
    },
    local: () => undefined,
    at: (process, label) => {
      const index = indexOf(program, process);
      if (label.parts.length === 1 && label.parts[0]!.name === 'done') return doneIn(program, state, process);
      return index >= 0 && isAt(program, state.stacks[index]!, process.name, label);
    },
    allDone: () => allDone(program, state),
    localOf: (process, name) => {
      const stack = state.stacks[indexOf(program, process)];
      const found = stack && visibleLocals(stack).get(name);
      // Out of scope.
      if (found === undefined) throw new OutOfRange(`${name} of a process that has none`);
      return found;
    },
  };
}

/** Locals of a process itself: of procedures that it calls nothing is seen from outside. */
function visibleLocals(stack: Stack): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const frame of stack) {
    if (frame.kind === 'call') break;
    for (const { name, content } of 'locals' in frame ? frame.locals : [])
      if ('value' in content) found.set(name, content.value);
  }
  return found;
}

/** Is the control point in the statement that a label names, or in the procedure of that name? */
function isAt(program: Program, stack: Stack, process: string, label: Path): boolean {
  const names = label.parts.map((part) => part.name);
  const [first, second] = names;
  if (first === undefined || names.length > 2 || first === 'start') throw new NotCovered(`at ${names.join('.')}`);
  if (second === undefined && program.procedures.has(first))
    return stack.some((frame) => frame.kind === 'call' && frame.procedure.declaration.name.name === first);
  const [owner, name] = second === undefined ? [process, first] : [first, second];
  return stack.some((frame) => frame.kind === 'label' && frame.name === name && frame.owner === owner);
}

function judgeState(program: Program, state: State, found: (property: string) => void): void {
  const scope = scopeOf(program, state);
  for (const { property, name, body } of program.properties) {
    if (property !== 'invariant' && property !== 'reachable') continue;
    const holds = guard(body, scope);
    if (holds === 'outside') found('range');
    else if (holds === (property === 'reachable')) found(name.name);
  }
}

function judgeStep(
  program: Program,
  before: State,
  { state, mover }: Extract<Transition, { kind: 'reached' }>,
  found: (property: string) => void,
): void {
  const self = mover.process;
  const after = { ...scopeOf(program, state), self };
  for (const property of program.properties) {
    if (property.property !== 'transition' || !concerns(program, property, mover)) continue;
    const holds = guard(property.body, { ...scopeOf(program, before), self, after });
    if (holds === 'outside') found('range');
    else if (!holds) found(property.name.name);
  }
}

function concerns(program: Program, { during, except }: PropertyDeclaration, mover: Mover): boolean {
  const named = ({ parts }: Path): boolean => {
    const [owner, ...label] = parts.map((part) => part.name);
    if (owner !== mover.name) return false;
    return (
      label.length === 0 || isAt(program, mover.from, owner, { ...parts[0]!, kind: 'path', parts: parts.slice(1) })
    );
  };
  return (during.length === 0 || during.some(named)) && !except.some(named);
}
