import { itemAt } from '../../../core/lists.ts';
import type { Type } from '../../../core/types.ts';
import { rangesIn } from '../../../ir/analysis/step-ranges.ts';
import type { Operation, Step, TransitionSystem } from '../../../ir/system.ts';
import { NO_RANGES, type Ranges } from '../../../ir/analysis/value-ranges.ts';
import { type Container, writeSpot } from '../emit/access.ts';
import { add, constantOf, eqz, geU } from '../emit/arithmetic.ts';
import type { StateReader } from '../emit/compiler.ts';
import { converted } from '../emit/convert.ts';
import type { Emitter } from '../emit/emitter.ts';
import { anyBit, unranked } from '../emit/rank.ts';
import { structured, type Written } from '../emit/structure.ts';
import {
  br,
  brTable,
  get,
  type Instruction,
  i32,
  type Label,
  type Local,
  noteOf,
  set,
  when,
} from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import { compilePattern } from '../expressions/patterns.ts';
import type { Actor } from './actor.ts';
import { compileAssignment } from './assign.ts';
import { Choices, type OpenChoice, takeLowest } from './choices.ts';
import type { FlowNode } from './step-flow.ts';
import { AFTER, type Node, StepGraph } from './step-graph.ts';
import type { StepSlots } from './step-slots.ts';
import { slotsUsedIn } from './step-uses.ts';

/** What happens at the ends of the outcomes of a step. Emits instructions. */
export interface Outcomes {
  /** An outcome ends at a control point. */
  stop(point: number): void;
  /** @returns whether the step goes on past the failure */
  assertFailed(name: string | undefined): { readonly goesOn: boolean };
  rangeError(): void;
}

/** What the body of a step works on. */
export interface StepBody {
  readonly system: TransitionSystem;
  readonly emitter: Emitter;
  /** The state words that the step changes. */
  readonly state: Container;
  readonly reader: StateReader;
  readonly slots: StepSlots;
  readonly outcomes: Outcomes;
}

/**
 * Compiles the operations of one step of one actor. Which choice is the innermost where an outcome ends is mostly known
 * from where that is; where it is not, it is kept in a local.
 */
export function compileStepBody(step: Step, actor: Actor, body: StepBody): Instruction[] {
  return body.emitter.scoped(() => new StepCompiler(step, actor, body).compile());
}

/** Instructions that lead to a node. */
type GoTo = (target: number) => Instruction[];

/** What to branch to for a node. */
type LabelOf = (target: number) => Label;

/** Values of the local that holds the innermost choice; choices are numbered from 2 on. */
const BEGIN = 0;
const END = 1;
const FIRST_CHOICE = 2;

class StepCompiler {
  readonly #actor: Actor;
  readonly #body: StepBody;
  readonly #emitter: Emitter;
  readonly #graph: StepGraph;
  readonly #choices: Choices;
  readonly #ranges: ReturnType<typeof rangesIn>;
  readonly #after: Label = { name: 'after' };
  /** The innermost choice, where that is not always known from the place. */
  readonly #active: Local | undefined;

  constructor(step: Step, actor: Actor, body: StepBody) {
    const { emitter, state, slots } = body;
    this.#actor = actor;
    this.#body = body;
    this.#emitter = emitter;
    const used = [...new Set([...actor.liveAround(step), ...slotsUsedIn(step)])];
    // Before anything else: locals that are taken later may be given back earlier.
    const locals = used.filter((slot) => slot >= actor.fixed).flatMap((slot) => slots.spot(slot).container.locals);
    this.#graph = new StepGraph(step, actor.slots);
    this.#choices = new Choices([...state.locals, ...locals], this.#graph.choices, emitter);
    this.#ranges = rangesIn(step, actor.slots);
    this.#active = this.#graph.isResuming ? emitter.fresh('active') : undefined;
  }

  compile(): Instruction[] {
    const graph = this.#graph;
    const code = structured({
      entry: graph.entry,
      successors: (node) => graph.successors(graph.node(node)).filter((s) => s !== AFTER),
      isTarget: (node) => graph.isTarget(graph.node(node)),
      write: (node, goTo, labelOf) => this.#written(graph.node(node), goTo, labelOf),
    });
    this.#choices.finish(code);
    if (this.#active) code.unshift(set(this.#active, i32(BEGIN)));
    return [{ kind: 'block', label: this.#after, body: code }];
  }

  /** The code of a node. */
  #written(node: Node, lead: GoTo, labelOf: LabelOf): Written {
    const emitter = this.#emitter;
    const label: LabelOf = (target) => (target === AFTER ? this.#after : labelOf(target));
    const goTo: GoTo = (target) => {
      if (target === AFTER) return [br(this.#after)];
      // What is led to is written in between, with failures of its own.
      const { failure } = emitter;
      const code = lead(target);
      emitter.failure = failure;
      return code;
    };
    let next: number | undefined;
    const code = emitter.collect(() => {
      emitter.scoped(() => {
        next = this.#write(node, goTo, label);
      });
    });
    if (next === AFTER) return { code: [...code, br(this.#after)] };
    return next === undefined ? { code } : { code, next };
  }

  /** Writes the code of a node; gives where control goes at its end, if anywhere. */
  #write(node: Node, goTo: GoTo, label: LabelOf): number | undefined {
    switch (node.kind) {
      case 'begin':
        this.#setActive(END);
        return this.#graph.first;
      case 'resume':
        this.#resume(node.begin, label);
        return undefined;
      case 'failed':
        this.#body.outcomes.rangeError();
        return this.#graph.resume(node.around);
      case 'next':
        this.#failTo(node.flow, label);
        return this.#takeNext(this.#choices.at(node.flow), goTo, label);
      case 'operation':
        this.#failTo(node.flow, label);
        return this.#writeOperation(node.flow, goTo);
    }
  }

  #failTo(flow: FlowNode, label: LabelOf): void {
    this.#emitter.failure = { label: () => label(this.#graph.failureOf(flow)) };
  }

  // -------------------------------------------------------------------------------------- operations

  #writeOperation(flow: FlowNode, goTo: GoTo): number {
    const operation = this.#graph.operationOf(flow);
    if (operation.shown) this.#emitter.emit(noteOf(operation.at));
    const c = this.#compiler(this.#ranges[flow.operation]);
    switch (operation.kind) {
      case 'assign':
        compileAssignment(operation, this.#body.system, this.#body.slots, c);
        return this.#graph.after(flow, operation.next);
      case 'branch':
        return this.#branch(operation, flow, c, goTo);
      case 'match':
        return this.#match(operation, flow, c, goTo);
      case 'await':
        return this.#await(operation, flow, c, goTo);
      case 'assert':
        return this.#assert(operation, flow, c, goTo);
      case 'either':
        return this.#open(flow);
      case 'pick':
        return this.#pick(operation, flow, c);
      case 'forNext':
        return this.#forNext(operation, flow, goTo);
      case 'skip':
      case 'leave':
        return this.#graph.after(flow, operation.next);
      case 'enter':
        return this.#enter(operation, flow, c);
      case 'stop':
        this.#body.outcomes.stop(operation.point);
        return this.#graph.endOf(flow);
    }
  }

  /** @param ranges what is known of numbers where the expression is evaluated */
  #compiler(ranges: Ranges = NO_RANGES): ExpressionCompiler {
    const compiler = new ExpressionCompiler(this.#emitter, this.#body.reader, { self: i32(this.#actor.self), ranges });
    this.#actor.bind(compiler);
    return compiler;
  }

  #branch(operation: OperationOf<'branch'>, flow: FlowNode, c: ExpressionCompiler, goTo: GoTo): number {
    const condition = c.condition(operation.condition);
    const then = (): number => this.#graph.after(flow, operation.then);
    const otherwise = (): number => this.#graph.after(flow, operation.otherwise);
    const decided = constantOf(condition);
    if (decided !== undefined) return decided === 0 ? otherwise() : then();
    if (operation.then === operation.otherwise) return then();
    this.#emitter.emit(when(condition, goTo(then())));
    return otherwise();
  }

  #match(operation: OperationOf<'match'>, flow: FlowNode, c: ExpressionCompiler, goTo: GoTo): number {
    const value = c.words(operation.value);
    for (const arm of operation.arms) {
      const matched = compilePattern(arm.pattern, value, operation.value.type, c);
      const decided = constantOf(matched);
      if (decided === 0) continue;
      const target = this.#graph.after(flow, arm.next);
      if (decided !== undefined) return target;
      this.#emitter.emit(when(matched, goTo(target)));
    }
    return operation.otherwise === undefined
      ? this.#graph.failureOf(flow)
      : this.#graph.after(flow, operation.otherwise);
  }

  #await(operation: OperationOf<'await'>, flow: FlowNode, c: ExpressionCompiler, goTo: GoTo): number {
    const condition = c.condition(operation.condition);
    const decided = constantOf(condition);
    if (decided === 0) return this.#graph.endOf(flow);
    if (decided === undefined) this.#emitter.emit(when(eqz(condition), goTo(this.#graph.endOf(flow))));
    return this.#graph.after(flow, operation.next);
  }

  #assert(operation: OperationOf<'assert'>, flow: FlowNode, c: ExpressionCompiler, goTo: GoTo): number {
    const emitter = this.#emitter;
    const condition = c.condition(operation.condition);
    const decided = constantOf(condition);
    if (decided === undefined || decided === 0) {
      const failed = emitter.collect(() => {
        const { goesOn } = this.#body.outcomes.assertFailed(operation.name);
        if (!goesOn) emitter.emit(...goTo(this.#graph.endOf(flow)));
      });
      emitter.emit(when(eqz(condition), failed));
    }
    return this.#graph.after(flow, operation.next);
  }

  #enter(operation: OperationOf<'enter'>, flow: FlowNode, c: ExpressionCompiler): number {
    const values = operation.values.map(({ slot, value }) => ({
      slot,
      words: c.as(value, itemAt(this.#actor.slots, slot).type),
    }));
    for (const { slot, words } of values) writeSpot(this.#body.slots.spot(slot), words, this.#emitter);
    return this.#graph.after(flow, operation.next);
  }

  #forNext(operation: OperationOf<'forNext'>, flow: FlowNode, goTo: GoTo): number {
    const emitter = this.#emitter;
    const { type } = itemAt(this.#actor.slots, operation.rest);
    if (type.kind !== 'set') throw new Error('a loop over a value that is not a set');
    const over = this.#graph.after(flow, operation.next);
    const body = flow.next.get(operation.body);
    if (!body || type.element.kind === 'never') return over;
    const { locals } = this.#body.slots.spot(operation.rest).container;
    emitter.emit(when(eqz(anyBit(locals.map(get))), goTo(over)));
    const rank = takeLowest(locals, emitter);
    this.#store(rank, type.element, operation.slot);
    return this.#graph.operation(body);
  }

  /** Writes an element of a type into a slot, by its rank. */
  #store(rank: Instruction, element: Type, slot: number): void {
    if (element.kind === 'never') return;
    const emitter = this.#emitter;
    const spot = this.#body.slots.spot(slot);
    writeSpot(spot, converted(unranked(rank, element, emitter), element, spot.shape.type, emitter), emitter);
  }

  // ----------------------------------------------------------------------------------------- choices

  #pick(operation: OperationOf<'pick'>, flow: FlowNode, c: ExpressionCompiler): number {
    const values = c.words(operation.set);
    const choice = this.#choices.at(flow);
    if (choice.kind === 'pick') this.#emitter.assign(choice.left, values.words);
    return this.#open(flow);
  }

  /** A choice begins: its values are at hand, and it is the innermost one. Gives where its first value is taken. */
  #open(flow: FlowNode): number {
    const emitter = this.#emitter;
    const choice = this.#choices.at(flow);
    this.#choices.save(choice);
    if (choice.kind === 'either') emitter.emit(set(choice.turn, i32(0)));
    if (this.#active) emitter.emit(set(choice.outer, get(this.#active)));
    this.#setActive(choice.number + FIRST_CHOICE);
    return this.#graph.resume(flow);
  }

  /** What leads out of a choice that has nothing left. */
  #close({ flow, outer }: OpenChoice, goTo: GoTo): Instruction[] {
    const out = goTo(this.#graph.endOf(flow));
    return this.#active ? [set(this.#active, get(outer)), ...out] : out;
  }

  #setActive(value: number): void {
    if (this.#active) this.#emitter.emit(set(this.#active, i32(value)));
  }

  /** Goes to where `active` says. */
  #resume(begin: number, label: LabelOf): void {
    const targets = [begin, AFTER, ...this.#graph.nexts];
    if (this.#active) this.#emitter.emit(brTable(targets.map(label), get(this.#active)));
  }

  /** The next branch or value of a choice. */
  #takeNext(choice: OpenChoice, goTo: GoTo, label: LabelOf): number | undefined {
    if (choice.kind === 'pick') return this.#nextValue(choice, goTo);
    this.#nextBranch(choice, goTo, label);
    return undefined;
  }

  #nextBranch(choice: Extract<OpenChoice, { kind: 'either' }>, goTo: GoTo, label: LabelOf): void {
    const emitter = this.#emitter;
    const { operation, flow, turn } = choice;
    emitter.emit(when(geU(get(turn), i32(operation.branches.length)), this.#close(choice, goTo)));
    this.#choices.restore(choice);
    const now = emitter.fresh('now');
    emitter.emit(set(now, get(turn)), set(turn, add(get(turn), i32(1))));
    const labels = operation.branches.map((branch) => label(this.#graph.after(flow, branch)));
    emitter.emit(brTable(labels, get(now)));
  }

  #nextValue(choice: Extract<OpenChoice, { kind: 'pick' }>, goTo: GoTo): number {
    const emitter = this.#emitter;
    const { operation, flow, left } = choice;
    const { type } = operation.set;
    if (type.kind !== 'set') throw new Error('a choice from a value that is not a set');
    emitter.emit(when(eqz(anyBit(left.map(get))), this.#close(choice, goTo)));
    const rank = takeLowest(left, emitter);
    this.#choices.restore(choice);
    this.#store(rank, type.element, operation.slot);
    if (operation.where) {
      const condition = this.#compiler().condition(operation.where);
      emitter.emit(when(eqz(condition), goTo(this.#graph.resume(flow))));
    }
    return this.#graph.after(flow, operation.next);
  }
}

type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
