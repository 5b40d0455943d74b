import type { Declaration, ProcDeclaration, ProcessDeclaration, ActionDeclaration } from '../syntax/tree.ts';
import { callsAround } from '../ir/operations/calls.ts';
import type { TransitionSystem } from '../ir/system.ts';
import { lineText, positionAt, spanText, type Location, type Source } from '../text/source.ts';
import { documentation } from './comments.ts';
import { fenced, prose, proseLine } from '../render/prose.ts';
import { blocks, code, table } from '../render/markdown.ts';
import { listOfRuns } from './runs.ts';
import type { Subject } from './subject.ts';

/** Points where others may run, by source and line from 0. */
type Marks = ReadonlyMap<Source, ReadonlySet<number>>;

const mark = '●';

/** What runs: processes and actions, then procedures, each as it stands in the spec with the beginnings of its steps. */
export function describeProcesses(subject: Subject): string {
  const { declarations } = subject.modules.entry.tree;
  const marks = beginningsOfSteps(subject);
  const running = declarations.filter((one) => one.kind === 'process' || one.kind === 'action');
  const procedures = declarations.filter((one) => one.kind === 'proc');
  return blocks([
    '## The code',
    `A ${code(mark)} marks where a step begins. Others can run there, and nowhere else: lines without one belong to the step above them.`,
    ...running.map((one) => describeRunning(one, subject, marks)),
    ...procedures.map((one) =>
      blocks([`### Procedure ${code(one.name.name)}`, prose(one.doc ?? ''), listing(one, subject, marks)]),
    ),
  ]);
}

function describeRunning(one: ProcessDeclaration | ActionDeclaration, subject: Subject, marks: Marks): string {
  const { source } = subject.modules.entry;
  const kind = one.kind === 'process' ? 'Process' : 'Action';
  return blocks([
    `### ${kind} ${code(one.name.name)}`,
    prose(documentation(source, one) ?? ''),
    presence(one, subject),
    listing(one, subject, marks),
  ]);
}

/** In which runs it takes part, how often, and what its clauses promise. */
function presence(one: ProcessDeclaration | ActionDeclaration, subject: Subject): string {
  const { source } = subject.modules.entry;
  const text = ({ span }: { readonly span: Location['span'] }): string =>
    spanText({ source, span }).replace(/\s+/g, ' ');
  const sentences = one.clauses.flatMap((clause): readonly string[] => {
    switch (clause.kind) {
      case 'existsIf':
        return [`Takes part only where ${code(text(clause.condition))}: ${whereItRuns(one, subject)}.`];
      case 'daemon':
        return [`${code('daemon')}: it need not come to its end.`];
      case 'on':
        return [`Runs on CPU ${code(text(clause.cpu))}.`];
      case 'when':
        return [`Moves only while ${code(text(clause.condition))}.`];
      case 'fair':
        return [`${code(text(clause))}: it is not held up forever where it could go on.`];
    }
  });
  return [...instances(one, subject), ...sentences].join(' ');
}

function whereItRuns(one: ProcessDeclaration | ActionDeclaration, subject: Subject): string {
  const present = subject.runs.filter(({ system }) =>
    one.kind === 'process'
      ? system.families.some(({ symbol, instances: some }) => symbol.name === one.name.name && some.length > 0)
      : system.actions.some(({ symbol }) => symbol.name === one.name.name),
  );
  return present.length === 0 ? 'in no check' : `in ${listOfRuns(present, subject)}`;
}

/** `Two of them in all checks.` */
function instances(one: ProcessDeclaration | ActionDeclaration, subject: Subject): readonly string[] {
  if (one.kind === 'action' || one.indices.length === 0) return [];
  const counts = new Map<number, Subject['runs'][number][]>();
  for (const run of subject.runs) {
    const count = run.system.families.find(({ symbol }) => symbol.name === one.name.name)?.instances.length ?? 0;
    if (count > 0) counts.set(count, [...(counts.get(count) ?? []), run]);
  }
  const parts = [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([count, runs], i) => {
      const isOnly = counts.size === 1;
      return isOnly ? `${count}` : i === 0 ? `${count} in most checks` : `${count} in ${listOfRuns(runs, subject)}`;
    });
  return parts.length === 0 ? [] : [`Number of instances: ${parts.join(', ')}.`];
}

/** The lines of a declaration without its documentation, those where a step begins marked. */
function listing(one: Declaration, subject: Subject, marks: Marks): string {
  const { source } = subject.modules.entry;
  const here = marks.get(source);
  const first = positionAt(source, one.span.start).line;
  const last = positionAt(source, one.span.end).line;
  const lines: string[] = [];
  for (let line = first; line <= last; line++) {
    lines.push(`${here?.has(line) === true ? mark : ' '} ${lineText(source, line)}`.trimEnd());
  }
  return fenced(lines.join('\n'), 'thps');
}

/** Of all runs without changes to the code: which `if` of a constant leads where differs from run to run. */
function beginningsOfSteps({ runs }: Subject): Marks {
  const marks = new Map<Source, Set<number>>();
  const add = ({ source, span }: Location): void => {
    const lines = marks.get(source) ?? new Set<number>();
    marks.set(source, lines.add(positionAt(source, span.start).line));
  };
  for (const { report, system } of runs) {
    if (report.run.edits.length > 0) continue;
    for (const { points } of system.families) {
      for (const { at, frame, step } of points) {
        if (step === undefined) continue;
        add(at);
        for (const { callAt } of callsAround(frame)) add(callAt);
      }
    }
    for (const { symbol } of system.actions) add(symbol.at);
  }
  return marks;
}

/** The procedures of imported modules that the spec calls, with what they say about themselves. */
export function describeLibrary(subject: Subject): string {
  const called = new Set(
    subject.runs.flatMap(({ system }) => calledIn(system).map(({ source, span }) => `${source.name}:${span.start}`)),
  );
  const { entry, modules } = subject.modules;
  const sections = modules.flatMap((module) => {
    if (module === entry) return [];
    const used = module.tree.declarations.filter(
      (one): one is ProcDeclaration =>
        one.kind === 'proc' && called.has(`${module.source.name}:${one.name.span.start}`),
    );
    const link = subject.linkTo(module.source.name);
    const name = link === undefined ? code(module.name) : `[${code(module.name)}](${link})`;
    if (used.length === 0) return [];
    const rows = used.map((one) => [code(`${one.name.name}()`), proseLine(one.doc ?? '')]);
    return [blocks([`From ${name}:`, table(['procedure', 'stands for'], rows)])];
  });
  return sections.length === 0 ? '' : blocks(['## The library', ...sections]);
}

/** Where the procedures are declared that the processes of a run call. */
function calledIn({ steps }: TransitionSystem): readonly Location[] {
  return steps.flatMap(({ operations }) =>
    operations.flatMap((one) => (one.kind === 'enter' ? [one.entered.procedure.at] : [])),
  );
}
