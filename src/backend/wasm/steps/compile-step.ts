import type { Type } from '../../../core/types.ts';
import { rangesIn } from '../../../ir/step-ranges.ts';
import type { Operation, Slot, Step, TransitionSystem } from '../../../ir/system.ts';
import { NO_RANGES, type Ranges } from '../../../ir/value-ranges.ts';
import { type Container, type Spot, writeSpot } from '../emit/access.ts';
import { add, constantOf, eqz, geU } from '../emit/arithmetic.ts';
import { compileAssignment } from './assign.ts';
import { Choices, type ChoiceMemory, takeLowest } from './choices.ts';
import type { StateReader } from '../emit/compiler.ts';
import { converted } from '../emit/convert.ts';
import type { Emitter } from '../emit/emitter.ts';
import { br, get, type Instruction, i32, type Label, noteOf, set, when } from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import { compilePattern } from '../expressions/patterns.ts';
import { anyBit, unranked } from '../emit/rank.ts';
import { type FlowNode, flowOf, isChoice } from './step-flow.ts';
import { slotsUsedIn } from './step-uses.ts';
import { structured, type Written } from '../emit/structure.ts';

/**
 * Compiles one step of one actor. Outcomes of choices are tried one after the other, depth first: where an outcome
 * ends, control goes to the next value or branch of the innermost choice on its way, with the state put back. Which
 * choice that is, is mostly known from where the outcome ends; where it is not, it is kept in a local.
 */
export interface StepContext {
  readonly system: TransitionSystem;
  readonly emitter: Emitter;
  /** The state words that the step works on. */
  readonly state: Container;
  readonly reader: StateReader;
  readonly self: Instruction;
  readonly slots: readonly Slot[];
  /** Locals for the slots of the actor. */
  readonly slotLocals: (slot: number) => Spot;
  /** Slots that are live where the step begins or stops. */
  readonly kept: (step: Step) => Iterable<number>;
  /** Number of the first slots, which never change and are bound. */
  readonly fixed: number;
  /** Binds the indices of the process, or the parameters of the action. */
  readonly prepare: (compiler: ExpressionCompiler) => void;
  /** Instructions for the end of an outcome at a control point. */
  readonly stop: (point: number) => void;
  /** Instructions for a failed assert: whether the step goes on past it. */
  readonly assertFailed: (name: string | undefined) => { readonly goesOn: boolean };
  /** Instructions for a range error. */
  readonly rangeError: () => void;
}

export function compileStepBody(step: Step, context: StepContext): Instruction[] {
  return context.emitter.scoped(() => new StepCompiler(step, context).compile());
}

/** A place in the code of a step. */
type Node =
  | { readonly kind: 'operation'; readonly flow: FlowNode }
  /** Where a choice takes its next value or branch. */
  | { readonly kind: 'next'; readonly flow: FlowNode }
  /** A range error, and what comes after it. */
  | { readonly kind: 'failed'; readonly around: Around }
  /** Where the innermost choice is known only when run: the first node, to which every outcome returns. */
  | { readonly kind: 'resume' }
  | { readonly kind: 'begin' };

type Around = FlowNode['around'];

/** In the place of a node: behind the code of the step. */
const AFTER = -1;

/** Values of the local that holds the innermost choice; choices are numbered from 2 on. */
const BEGIN = 0;
const END = 1;

class StepCompiler {
  readonly #step: Step;
  readonly #context: StepContext;
  readonly #nodes: Node[] = [];
  readonly #operations = new Map<FlowNode, number>();
  readonly #nexts = new Map<FlowNode, number>();
  readonly #failures = new Map<Around, number>();
  readonly #choices: Choices;
  readonly #entry: FlowNode;
  readonly #ranges: ReturnType<typeof rangesIn>;
  /** Branches of an `either`: jump tables lead to them. */
  readonly #branches = new Set<FlowNode>();
  readonly #after: Label = { name: 'after' };
  /** Where the innermost choice is not always known: the node that finds it, and the local that holds it. */
  readonly #resuming:
    { readonly node: number; readonly begin: number; readonly active: ReturnType<Emitter['fresh']> } | undefined;

  constructor(step: Step, context: StepContext) {
    this.#step = step;
    this.#context = context;
    const used = [...new Set([...context.kept(step), ...slotsUsedIn(step)])];
    const slots = used.filter((slot) => slot >= context.fixed);
    // Before anything else: what is made later may be given back earlier.
    const locals = slots.flatMap((slot) => context.slotLocals(slot).container.locals);
    this.#choices = new Choices([...context.state.locals, ...locals], context.emitter);
    this.#entry = flowOf(step, context.slots);
    this.#ranges = rangesIn(step, context.slots);
    const all = this.#collect();
    if (all.some(({ around }) => around === 'several')) {
      const node = this.#nodes.push({ kind: 'resume' }) - 1;
      const begin = this.#nodes.push({ kind: 'begin' }) - 1;
      this.#resuming = { node, begin, active: context.emitter.fresh('active') };
    }
  }

  #collect(): FlowNode[] {
    const all = new Set([this.#entry]);
    for (const flow of all) {
      const operation = this.#operationOf(flow);
      if (isChoice(operation)) this.#choices.add(flow, operation);
      for (const target of flow.next.values()) {
        all.add(target);
        if (operation.kind === 'either') this.#branches.add(target);
      }
    }
    return [...all];
  }

  compile(): Instruction[] {
    const { emitter } = this.#context;
    const resuming = this.#resuming;
    const code = structured({
      entry: resuming ? resuming.node : this.#operation(this.#entry),
      successors: (node) => this.#successors(this.#nodes[node]!).filter((s) => s !== AFTER),
      isTarget: (node) => this.#isTarget(this.#nodes[node]!),
      write: (node, lead, labelOf) => {
        const label = (target: number): Label => (target === AFTER ? this.#after : labelOf(target));
        const goTo = (target: number): Instruction[] => (target === AFTER ? [br(this.#after)] : lead(target));
        let next: number | undefined;
        const code = emitter.collect(() => {
          emitter.scoped(() => {
            next = this.#write(this.#nodes[node]!, goTo, label);
          });
        });
        if (next !== AFTER) return (next === undefined ? { code } : { code, next }) satisfies Written;
        code.push(br(this.#after));
        return { code };
      },
    });
    this.#choices.finish(code);
    if (resuming) code.unshift(set(resuming.active, i32(BEGIN)));
    return [{ kind: 'block', label: this.#after, body: code }];
  }

  // ----------------------------------------------------------------------------------------- graph

  #operationOf(flow: FlowNode): Operation {
    return this.#step.operations[flow.operation]!;
  }

  #known<K>(numbers: Map<K, number>, key: K, node: Node): number {
    const known = numbers.get(key) ?? this.#nodes.push(node) - 1;
    numbers.set(key, known);
    return known;
  }

  #operation(flow: FlowNode): number {
    return this.#known(this.#operations, flow, { kind: 'operation', flow });
  }

  #next(flow: FlowNode): number {
    return this.#known(this.#nexts, flow, { kind: 'next', flow });
  }

  #failed(around: Around): number {
    const key = this.#resuming ? 'none' : around;
    return this.#known(this.#failures, key, { kind: 'failed', around: key });
  }

  /** Where control goes after an outcome has ended. */
  #resume(around: Around): number {
    if (this.#resuming) return this.#resuming.node;
    return around === 'none' || around === 'several' ? AFTER : this.#next(around);
  }

  #isTarget(node: Node): boolean {
    switch (node.kind) {
      case 'failed':
      case 'begin':
        return true;
      case 'next':
        return this.#resuming !== undefined;
      case 'operation':
        return this.#branches.has(node.flow);
      case 'resume':
        return false;
    }
  }

  #successors(node: Node): readonly number[] {
    switch (node.kind) {
      case 'begin':
        return [this.#operation(this.#entry)];
      case 'resume':
        return [this.#resuming!.begin, ...this.#choices.all.map((flow) => this.#next(flow))];
      case 'failed':
        return [this.#resume(node.around)];
      case 'next':
        return [
          ...[...node.flow.next.values()].map((target) => this.#operation(target)),
          this.#resume(node.flow.around),
          this.#resume(node.flow),
          this.#failed(node.flow.around),
        ];
      case 'operation': {
        const { flow } = node;
        const operation = this.#operationOf(flow);
        const failed = this.#failed(flow.around);
        switch (operation.kind) {
          case 'stop':
            return [this.#resume(flow.around)];
          case 'either':
            return [this.#resume(flow)];
          case 'pick':
            return [this.#resume(flow), failed];
          default:
            return [...[...flow.next.values()].map((t) => this.#operation(t)), this.#resume(flow.around), failed];
        }
      }
    }
  }

  // ------------------------------------------------------------------------------------------ code

  /** Writes the code of a node; gives where control goes at its end, if anywhere. */
  #write(node: Node, lead: (target: number) => Instruction[], label: (target: number) => Label): number | undefined {
    const { emitter } = this.#context;
    // What is led to is written in between, with failures of its own.
    const goTo = (target: number): Instruction[] => {
      const { failure } = emitter;
      const code = lead(target);
      emitter.failure = failure;
      return code;
    };
    switch (node.kind) {
      case 'begin':
        emitter.emit(set(this.#resuming!.active, i32(END)));
        return this.#operation(this.#entry);
      case 'resume': {
        const { begin, active } = this.#resuming!;
        const labels = [begin, AFTER, ...this.#choices.all.map((flow) => this.#next(flow))].map(label);
        emitter.emit({ kind: 'br_table', labels: labels.slice(0, -1), otherwise: labels.at(-1)!, index: get(active) });
        return undefined;
      }
      case 'failed':
        this.#context.rangeError();
        return this.#resume(node.around);
      case 'next': {
        emitter.failure = { label: () => label(this.#failed(node.flow.around)) };
        return this.#takeNext(node.flow, goTo, label);
      }
      case 'operation': {
        const operation = this.#operationOf(node.flow);
        emitter.failure = { label: () => label(this.#failed(node.flow.around)) };
        return this.#writeOperation(operation, node.flow, goTo);
      }
    }
  }

  /** @param ranges what is known of numbers where the expression is evaluated */
  #compiler(ranges: Ranges = NO_RANGES): ExpressionCompiler {
    const { emitter, reader, self } = this.#context;
    const compiler = new ExpressionCompiler(emitter, reader, { self, ranges });
    this.#context.prepare(compiler);
    return compiler;
  }

  #writeOperation(operation: Operation, flow: FlowNode, goTo: (target: number) => Instruction[]): number | undefined {
    const { emitter } = this.#context;
    if (operation.shown) emitter.emit(noteOf(operation.at));
    const c = this.#compiler(this.#ranges[flow.operation]);
    const next = (index: number): number => this.#operation(flow.next.get(index)!);
    switch (operation.kind) {
      case 'assign':
        compileAssignment(operation, this.#context.system, this.#context.slotLocals, c);
        return next(operation.next);
      case 'branch': {
        const condition = c.condition(operation.condition);
        const known = constantOf(condition);
        if (known !== undefined) return next(known === 0 ? operation.otherwise : operation.then);
        if (operation.then === operation.otherwise) return next(operation.then);
        emitter.emit(when(condition, goTo(next(operation.then))));
        return next(operation.otherwise);
      }
      case 'match': {
        const value = c.words(operation.value);
        for (const arm of operation.arms) {
          const matched = compilePattern(arm.pattern, value, operation.value.type, c);
          const known = constantOf(matched);
          if (known === 0) continue;
          if (known !== undefined) return next(arm.next);
          emitter.emit(when(matched, goTo(next(arm.next))));
        }
        return operation.otherwise === undefined ? this.#failed(flow.around) : next(operation.otherwise);
      }
      case 'await': {
        const condition = c.condition(operation.condition);
        const known = constantOf(condition);
        if (known === 0) return this.#resume(flow.around);
        if (known === undefined) emitter.emit(when(eqz(condition), goTo(this.#resume(flow.around))));
        return next(operation.next);
      }
      case 'assert': {
        const condition = c.condition(operation.condition);
        const known = constantOf(condition);
        if (known !== undefined && known !== 0) return next(operation.next);
        const failed = emitter.collect(() => {
          const { goesOn } = this.#context.assertFailed(operation.name);
          if (!goesOn) emitter.emit(...goTo(this.#resume(flow.around)));
        });
        emitter.emit(when(eqz(condition), failed));
        return next(operation.next);
      }
      case 'either':
        this.#open(flow);
        return this.#resume(flow);
      case 'pick': {
        const values = c.words(operation.set);
        const { left } = this.#choices.memory(flow);
        values.words.forEach((w, i) => {
          emitter.emit(set(left[i]!, w));
        });
        this.#open(flow);
        return this.#resume(flow);
      }
      case 'forNext':
        return this.#forNext(operation, flow, goTo);
      case 'skip':
      case 'leave':
        return next(operation.next);
      case 'enter': {
        const values = operation.values.map(({ slot, value }) => ({
          slot,
          words: c.as(value, this.#context.slots[slot]!.type),
        }));
        for (const { slot, words } of values) writeSpot(this.#context.slotLocals(slot), words, emitter);
        return next(operation.next);
      }
      case 'stop':
        this.#context.stop(operation.point);
        return this.#resume(flow.around);
    }
  }

  // --------------------------------------------------------------------------------------- choices

  /** A choice begins: its values are at hand, and it is the innermost one. */
  #open(flow: FlowNode): void {
    const { emitter } = this.#context;
    const memory = this.#choices.memory(flow);
    this.#choices.save(memory);
    if (memory.turn) emitter.emit(set(memory.turn, i32(0)));
    if (!this.#resuming) return;
    const { active } = this.#resuming;
    emitter.emit(set(memory.outer, get(active)), set(active, i32(memory.number + END + 1)));
  }

  /** What leads out of a choice that has nothing left. */
  #close(flow: FlowNode, memory: ChoiceMemory, goTo: (target: number) => Instruction[]): Instruction[] {
    const out = goTo(this.#resume(flow.around));
    return this.#resuming ? [set(this.#resuming.active, get(memory.outer)), ...out] : out;
  }

  /** The next branch or value of a choice. */
  #takeNext(
    flow: FlowNode,
    goTo: (target: number) => Instruction[],
    label: (target: number) => Label,
  ): number | undefined {
    const { emitter } = this.#context;
    const operation = this.#operationOf(flow);
    const memory = this.#choices.memory(flow);
    if (operation.kind === 'either') {
      const turn = memory.turn!;
      const { length } = operation.branches;
      emitter.emit(when(geU(get(turn), i32(length)), this.#close(flow, memory, goTo)));
      this.#choices.restore(memory);
      const now = emitter.fresh('now');
      emitter.emit(set(now, get(turn)), set(turn, add(get(turn), i32(1))));
      const labels = operation.branches.map((branch) => label(this.#operation(flow.next.get(branch)!)));
      emitter.emit({ kind: 'br_table', labels: labels.slice(0, -1), otherwise: labels.at(-1)!, index: get(now) });
      return undefined;
    }
    if (operation.kind !== 'pick' || operation.set.type.kind !== 'set') throw new Error('a choice that is none');
    emitter.emit(when(eqz(anyBit(memory.left.map(get))), this.#close(flow, memory, goTo)));
    const rank = takeLowest(memory.left, emitter);
    this.#choices.restore(memory);
    this.#store(rank, operation.set.type.element, operation.slot);
    if (operation.where) {
      const condition = this.#compiler().condition(operation.where);
      emitter.emit(when(eqz(condition), goTo(this.#resume(flow))));
    }
    return this.#operation(flow.next.get(operation.next)!);
  }

  #forNext(
    operation: Extract<Operation, { kind: 'forNext' }>,
    flow: FlowNode,
    goTo: (target: number) => Instruction[],
  ): number | undefined {
    const { emitter } = this.#context;
    const type = this.#context.slots[operation.rest]!.type;
    if (type.kind !== 'set') throw new Error('a loop over something that is no set');
    const over = this.#operation(flow.next.get(operation.next)!);
    const body = flow.next.get(operation.body);
    if (!body || type.element.kind === 'never') return over;
    const rest = this.#context.slotLocals(operation.rest);
    const { locals } = rest.container;
    emitter.emit(when(eqz(anyBit(locals.map(get))), goTo(over)));
    const rank = takeLowest(locals, emitter);
    this.#store(rank, type.element, operation.slot);
    return this.#operation(body);
  }

  /** Writes an element of a type into a slot, by its rank. */
  #store(rank: Instruction, element: Type, slot: number): void {
    const { emitter } = this.#context;
    if (element.kind === 'never') return;
    const spot = this.#context.slotLocals(slot);
    writeSpot(spot, converted(unranked(rank, element, emitter), element, spot.shape.type, emitter), emitter);
  }
}
