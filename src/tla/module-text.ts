import type { Statement } from '../core/expression.ts';
import type { Run } from '../core/run.ts';
import { substatements } from '../core/traverse.ts';
import type { ControlPoint, TransitionSystem } from '../ir/system.ts';
import { printable } from '../text/display.ts';
import { lineText, type Location, positionAt } from '../text/source.ts';
import type { Actions, ActorAction } from './actions.ts';
import type { Configured } from './configuration.ts';
import type { ExportedConstant } from './constants.ts';
import { type Definition, printDefinition, printTla } from './print.ts';
import type { TranslatedProperties } from './properties.ts';
import type { ModuleSetting } from './setting.ts';
import * as tla from './syntax.ts';
import type { Tla } from './syntax.ts';

const WIDTH = 78;

/** Something that is defined, with what people should know of it. */
interface Documented extends Definition {
  readonly doc?: string | undefined;
  readonly at?: Location;
}

/** Writes a module from its beginning to its end, with the comments of the spec where they were. */
export class ModuleText {
  readonly #parts: string[] = [];
  /** Names that the module knows; more may come as long as it is written. */
  readonly #taken: ReadonlySet<string>;

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  opening(name: string, { program, families, actions }: TransitionSystem, run: Run): void {
    const dashes = '-'.repeat(Math.max(4, Math.floor((WIDTH - name.length - 9) / 2)));
    const what =
      run.at === undefined ? `The spec ${program.name}` : `The check ${run.name} of the spec ${program.name}`;
    const first = [...families.map(({ symbol }) => symbol.at), ...actions.map(({ symbol }) => symbol.at)][0];
    const file = first === undefined ? '' : ` (${fileOf(first)})`;
    this.#parts.push(
      [
        `${dashes} MODULE ${name} ${dashes}`,
        ...comment(`${what}${file}, as thps export tla writes it: one action for each step, one state for each state.`),
        ...(run.doc === undefined ? [] : ['\\*', ...comment(run.doc)]),
      ].join('\n'),
      'EXTENDS Integers, Sequences, FiniteSets, TLC',
    );
  }

  constants(
    constants: readonly ExportedConstant[],
    { modelValues }: Configured,
    assumptions: readonly Tla[],
    chosen: Tla,
  ): void {
    const names = constants.map(({ text }) => text);
    if (names.length > 0) this.#parts.push(`CONSTANTS ${names.join(', ')}`);
    if (modelValues.length > 0) this.#parts.push(`\\* Model values.\nCONSTANTS ${modelValues.join(', ')}`);
    this.#assumptions = [...assumptions.filter((one) => one !== tla.TRUE).map((one) => this.#assume(one))];
    if (chosen !== tla.TRUE)
      this.#assumptions.push(
        `\\* What constants decide is decided in this module: it is that of these values.\n${this.#assume(chosen)}`,
      );
  }

  #assumptions: string[] = [];

  #assume(of: Tla): string {
    return `ASSUME\n${indented(printTla(of, this.#taken))}`;
  }

  /** Definitions under a heading, if there are any. */
  section(title: string, definitions: readonly Documented[]): void {
    if (definitions.length === 0) return;
    this.#heading(title);
    for (const one of definitions) this.#define(one);
  }

  #heading(title: string): void {
    this.#parts.push(`${'-'.repeat(WIDTH)}\n\\* ${title}`);
  }

  #define({ doc, at, ...definition }: Documented): void {
    const head = [...(doc === undefined ? [] : comment(doc)), ...(at === undefined ? [] : [lineOf(at)])];
    this.#parts.push([...head, printDefinition(definition, this.#taken)].join('\n'));
  }

  /** Variables, in the order of the spec. What constants are assumed to be stands before them, after the types that it needs. */
  variables({ system, state }: ModuleSetting): void {
    this.#parts.push(...this.#assumptions);
    this.#heading('Variables');
    const declared = [
      ...system.variables.map((v) => ({ name: state.nameOf(v), doc: v.doc })),
      ...(state.pc === undefined ? [] : [{ name: state.pc, doc: 'Where each process is.' }]),
      ...state.processes.flatMap(({ family, locals }) =>
        [...locals.values()].map(({ name }, i) => ({
          name,
          doc: i === 0 ? `Locals of ${family.symbol.name}, where they are in scope.` : undefined,
        })),
      ),
      ...(state.error === undefined
        ? []
        : [{ name: state.error, doc: 'What went wrong in the last step, if anything did.' }]),
    ];
    if (declared.length === 0) return;
    const lines = declared.flatMap(({ name, doc }, i) => [
      ...(doc === undefined ? [] : comment(doc).map((line) => `  ${line}`)),
      `  ${name}${i < declared.length - 1 ? ',' : ''}`,
    ]);
    this.#parts.push(['VARIABLES', ...lines].join('\n'));
    for (const { name, variables } of state.groups)
      if (name !== undefined) this.#define({ name, parameters: [], body: tla.tuple(variables.map(tla.text)) });
    this.#define({ name: state.vars, parameters: [], body: tla.tuple(state.all.map(tla.text)) });
  }

  /** Each process and each action with its steps. */
  actions({ actors }: Actions, { system }: ModuleSetting): void {
    const labels = labelDocs(system);
    for (const actor of actors) {
      if (actor.source.kind === 'process') this.#process(actor, labels);
      else this.#action(actor);
    }
  }

  #process(actor: ActorAction, labels: ReadonlyMap<number, string>): void {
    if (actor.source.kind !== 'process') return;
    const { family } = actor.source.process;
    this.#heading(`process ${family.symbol.name}`);
    if (family.symbol.doc !== undefined) this.#parts.push(comment(family.symbol.doc).join('\n'));
    for (const one of actor.steps) {
      const point = family.points[one.step.point];
      this.#define({ ...one, doc: point && docOfPoint(point, labels), at: one.step.at });
    }
    const calls = actor.steps.map((one) => tla.apply(one.name, ...actor.parameters.map(tla.named)));
    this.#define({ name: actor.name, parameters: actor.parameters, body: tla.or(calls) });
  }

  #action({ source, steps }: ActorAction): void {
    if (source.kind !== 'action') return;
    const { symbol } = source.action;
    this.#heading(`action ${symbol.name}`);
    for (const one of steps) this.#define({ ...one, doc: symbol.doc, at: one.step.at });
  }

  /** `Next`, fairness, and the specification. */
  whole(
    { fixed, state }: ModuleSetting,
    { actions, fairness }: { readonly actions: Actions; readonly fairness: Tla },
  ): void {
    this.#heading('The whole');
    if (actions.terminating !== tla.FALSE)
      this.#define({
        name: fixed.terminating,
        parameters: [],
        body: tla.and([actions.terminating, tla.prefix('UNCHANGED', tla.text(state.vars))]),
        doc: 'Where a run may end, nothing happens any more: that is no deadlock.',
      });
    this.#define({ name: fixed.next, parameters: [], body: actions.next });
    if (fairness !== tla.TRUE) this.#define({ name: fixed.fairness, parameters: [], body: fairness });
    const box: Tla = { kind: 'box', action: tla.text(fixed.next), vars: state.vars };
    const parts = [tla.text(fixed.init), box, ...(fairness === tla.TRUE ? [] : [tla.text(fixed.fairness)])];
    this.#define({ name: fixed.spec, parameters: [], body: tla.and(parts) });
  }

  properties({ definitions }: TranslatedProperties): void {
    const documented = definitions.map(({ symbol, remark, ...definition }) =>
      symbol === undefined
        ? { ...definition, doc: remark }
        : { ...definition, doc: symbol.doc ?? remark, at: symbol.at },
    );
    this.section('Properties', documented);
  }

  end(): string {
    return `${this.#parts.join('\n\n')}\n\n${'='.repeat(WIDTH)}\n`;
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** Markdown as the lines of a comment. */
function comment(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => printable(line).trimEnd());
  return lines.map((line) => (line === '' ? '\\*' : `\\* ${line}`));
}

function fileOf({ source }: Location): string {
  return printable(source.name.replace(/^.*[/\\]/, ''));
}

/** `\* peterson.thps:26: flag[c] = true;` */
function lineOf(at: Location): string {
  const { line } = positionAt(at.source, at.span.start);
  const text = lineText(at.source, line)
    .replace(/\s+\/\/.*$/, '')
    .trim();
  return `\\* ${fileOf(at)}:${line + 1}: ${printable(text)}`;
}

/** What the labels at whose statement a control point is say, the outer one first. */
function docOfPoint({ labels, name }: ControlPoint, docs: ReadonlyMap<number, string>): string | undefined {
  // Within a labelled block only its beginning has the name.
  if (name.startsWith('line ')) return undefined;
  return [...labels].map((label) => docs.get(label)).find((doc) => doc !== undefined);
}

/** Comments of labels, by their ids. */
function labelDocs({ program }: TransitionSystem): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  const visit = (statement: Statement): void => {
    if (statement.kind === 'labelled' && statement.label.doc !== undefined)
      docs.set(statement.label.id, statement.label.doc);
    substatements(statement).forEach(visit);
  };
  for (const { body } of [...program.processes, ...program.procedures]) visit(body);
  return docs;
}
