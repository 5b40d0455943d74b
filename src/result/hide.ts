import type { StatementData, StepData, TraceData } from './trace.ts';

/**
 * A run without what somebody does not want to see: variables, locals as `process.local`, what processes, actions and
 * procedures of these names do. The steps themselves stay, so that their numbers are those of the whole run.
 */
export function withoutNames(trace: TraceData, names: readonly string[]): TraceData {
  const hidden = new Set(names);
  const calls = new Set(trace.calls.filter(({ procedure }) => hidden.has(procedure)).map(({ id }) => id));
  const isHiddenActor = (actor: string): boolean => hidden.has(actor) || hidden.has(familyOf(actor));
  const isHiddenRoot = (root: string, actor: string): boolean =>
    hidden.has(root) || hidden.has(`${actor}.${root}`) || hidden.has(`${familyOf(actor)}.${root}`);
  const keepsStatement = (statement: StatementData, actor: string): boolean => {
    if (statement.stack.some((id) => calls.has(id))) return false;
    if ((statement.kind === 'enter' || statement.kind === 'leave') && calls.has(statement.call)) return false;
    const touched = statement.writes.length > 0 ? statement.writes : statement.reads;
    return touched.length === 0 || !touched.every(({ root }) => isHiddenRoot(root, actor));
  };
  const stateOf = (state: TraceData['initial']): TraceData['initial'] => ({
    variables: state.variables.filter(({ name }) => !hidden.has(name)),
    processes: state.processes
      .filter(({ name }) => !isHiddenActor(name))
      .map((process) => ({
        ...process,
        locals: process.locals.filter(({ name }) => !isHiddenRoot(name, process.name)),
      })),
  });
  const stepOf = (step: StepData): StepData => {
    const isHidden = isHiddenActor(step.actor);
    return {
      ...step,
      statements: isHidden ? [] : step.statements.filter((statement) => keepsStatement(statement, step.actor)),
      changes: step.changes.filter(({ path, scope }) => {
        if (scope !== 'local') return !isUnder(path, names);
        const local = path.slice(step.actor.length + 1);
        return (
          !isHidden &&
          !isUnder(local, names) &&
          !isUnder(`${familyOf(step.actor)}.${local}`, names) &&
          !isUnder(path, names)
        );
      }),
      state: stateOf(step.state),
    };
  };
  const left = names.length === 0 ? {} : { hidden: names };
  return { ...trace, initial: stateOf(trace.initial), steps: trace.steps.map(stepOf), ...left };
}

/** `getter` of `getter[0]`, `receive` of `receive(r1)`. */
function familyOf(actor: string): string {
  return actor.replace(/[[(].*$/s, '');
}

/** Whether a path is one of the names, or a part of what it stands for. */
function isUnder(path: string, names: readonly string[]): boolean {
  return names.some((name) => path.startsWith(name) && ['', '.', '['].includes(path.charAt(name.length)));
}
