import type { Expr } from '../core/expression.ts';
import type { Run } from '../core/run.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  expectedViolationMissing,
  fairnessNeverOwed,
  implicationNeverMet,
  noInitialState,
  stepNeverRan,
  wrongStateCount,
  wrongStepCount,
} from '../diagnostics/exploration.ts';
import type { Exploration } from '../explorer/model.ts';
import type { Verdict } from '../explorer/verdict.ts';
import type { Frame, Operation, Step, TransitionSystem } from '../ir/system.ts';

/** What a run's outcome has to say about places in the spec: vacuity first, then promises that did not come out. */
export function remarksOn(
  system: TransitionSystem,
  run: Run,
  exploration: Exploration,
  verdict: Verdict,
): readonly Diagnostic[] {
  return [...vacuity(system, run, exploration, verdict), ...brokenPromises(system, run, verdict)];
}

/** Whether a remark is about something that was never met, and not about the verdict. */
export function isVacuity(remark: Diagnostic): boolean {
  return remark.code < 'THPS5010';
}

function vacuity(
  system: TransitionSystem,
  run: Run,
  exploration: Exploration,
  verdict: Verdict,
): readonly Diagnostic[] {
  if (exploration.end !== 'complete') return [];
  if (exploration.distinct === 0) {
    return [noInitialState(system.program.initialisers[0]?.variable.at, run.name)];
  }
  const used = callsThatRan(system, exploration);
  return [
    ...system.steps.flatMap((step) => {
      if (exploration.stepsRun[step.id] === true) return [];
      if (step.owner.kind === 'action') {
        const action = system.actions[step.owner.action];
        return action === undefined ? [] : [stepNeverRan(step.at, `action ${action.symbol.name}`, run.name)];
      }
      const family = system.families[step.owner.family];
      if (family === undefined || family.instances.length === 0) return [];
      const frames = framesOf(family.points[step.point]?.frame);
      // In a procedure it is the call that the author of the spec knows.
      const outermost = frames[frames.length - 1];
      // A procedure that was imported does more than one spec needs: he is told, once, of a call of which nothing ran.
      const imported = frames.find((frame) => frame.callAt.source === outermost?.callAt.source);
      if (imported && imported.callAt.source !== step.at.source) {
        if (used.has(imported)) return [];
        used.add(imported);
        return [stepNeverRan(imported.callAt, family.symbol.name, run.name)];
      }
      return [stepNeverRan(outermost?.callAt ?? step.at, family.symbol.name, run.name)];
    }),
    ...system.implications.flatMap(({ expr, property }, i) => {
      const isUndecided = verdict.properties.some((p) => p.name === property.name && p.result === 'undecided');
      if (exploration.implicationsMet[i] === true || isUndecided) return [];
      return [implicationNeverMet(expr.at, expr.kind === 'binary' ? '=>' : '~>', property.name, run.name)];
    }),
    ...uselessFairness(system, exploration.neverOwed ?? []).map(({ clause, name }) =>
      fairnessNeverOwed(clause.at, name, run.name),
    ),
  ];
}

/** A call and those around it, from the inside. */
function framesOf(frame: Frame | undefined): readonly Frame[] {
  return frame ? [frame, ...framesOf(frame.parent)] : [];
}

/** Calls that were certainly made: a step in them ran, or one that enters them whichever way it goes on. */
function callsThatRan(system: TransitionSystem, exploration: Exploration): Set<Frame> {
  const ran = system.steps.filter((step) => exploration.stepsRun[step.id] === true);
  return new Set(
    ran.flatMap((step) => {
      const family = step.owner.kind === 'process' ? system.families[step.owner.family] : undefined;
      return [...framesOf(family?.points[step.point]?.frame), ...framesEntered(step)];
    }),
  );
}

function framesEntered(step: Step): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at: number | undefined = step.entry; at !== undefined;) {
    const operation: Operation | undefined = step.operations[at];
    if (operation?.kind === 'enter') frames.push(operation.entered);
    // What has one successor: everything but branches and ends.
    at = operation && 'next' in operation && operation.kind !== 'forNext' ? operation.next : undefined;
  }
  return frames;
}

/** Clauses `fair while` that ask no instance for a step: that of one may well be meant for others. */
function uselessFairness(
  { temporal, actions }: TransitionSystem,
  neverOwed: readonly number[],
): readonly { readonly clause: Expr; readonly name: string }[] {
  const clauses = new Set(temporal.fairness.flatMap(({ clause }) => clause ?? []));
  return [...clauses].flatMap((clause) => {
    const all = temporal.fairness.flatMap((f, i) => (f.clause === clause ? [i] : []));
    if (!all.every((i) => neverOwed.includes(i))) return [];
    const actor = temporal.actors[temporal.fairness[all[0]!]!.actor]!;
    const { name } = actor.kind === 'process' ? actor.family.symbol : actions[actor.action]!.symbol;
    return [{ clause, name }];
  });
}

function brokenPromises(system: TransitionSystem, run: Run, verdict: Verdict): readonly Diagnostic[] {
  const promise = (name: string): Run['expect']['violated'][number] | undefined =>
    run.expect.violated.find((one) => one.property === name);
  return verdict.problems.flatMap((problem) => {
    switch (problem.kind) {
      case 'violation':
      case 'incomplete':
        return [];
      case 'missing': {
        const at = promise(problem.name)?.at;
        if (at === undefined) return [];
        return [expectedViolationMissing(at, problem.name, whyMissing(problem.property?.result))];
      }
      case 'steps': {
        const at = promise(problem.property.name)?.at;
        return at === undefined ? [] : [wrongStepCount(at, problem.property.name, problem.expected, problem.found)];
      }
      case 'states': {
        const at = run.expect.states?.at;
        return at === undefined ? [] : [wrongStateCount(at, problem.expected, problem.found)];
      }
    }
  });
}

function whyMissing(result: Verdict['properties'][number]['result'] | undefined): string {
  switch (result) {
    case undefined:
      return 'this run has no such property';
    case 'holds':
      return 'it holds';
    case 'witnessed':
      return 'a state that satisfies it is reached';
    case 'allowed':
    case 'violated':
    case 'unreached':
    case 'undecided':
      return 'no violation was found';
  }
}
