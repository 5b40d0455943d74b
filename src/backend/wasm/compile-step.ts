import type { Expr } from '../../core/expression.ts';
import type { Operation, Slot, Step, TransitionSystem } from '../../ir/system.ts';
import { successorsOf } from '../../ir/effects.ts';
import { type Container, elementOf, partOf, readSpot, type Spot, withElement, withPart, writeSpot } from './access.ts';
import { and, constantOf, eqz, geU, or, select, sub } from './arithmetic.ts';
import { CannotCompile } from './cannot-compile.ts';
import { converted } from './convert.ts';
import { constantWords, type Emitter, type Words, zeroWords } from './emitter.ts';
import {
  br,
  get,
  i32,
  type Instruction,
  type Label,
  type Local,
  noteOf,
  op,
  set,
  when,
} from './encoding/instructions.ts';
import { ExpressionCompiler, type StateReader } from './expressions.ts';
import { type Part, type Shape, shapeOf } from './shape.ts';
import { slotsUsedIn } from './step-uses.ts';
import { structured } from './structure.ts';
import { valuesOf } from '../../core/values.ts';

/**
 * Compiles one step of one actor. Outcomes of choices are tried one after the other: where an outcome ends,
 * control goes to the next value or branch of the innermost choice on its way, with the state put back.
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
  /** Binds indices of the process. */
  readonly prepare: (compiler: ExpressionCompiler) => void;
  /** Instructions for the end of an outcome at a control point. */
  readonly stop: (point: number) => void;
  /** Instructions for a failed assert: whether the step goes on past it. */
  readonly assertFailed: (name: string | undefined) => { readonly goesOn: boolean };
  /** Instructions for a range error. */
  readonly rangeError: () => void;
}

/** A node of the flow graph: an operation or a place made for a choice, on behalf of the choice around it. */
type Node =
  | { readonly kind: 'operation'; readonly index: number; readonly around: Choice | undefined }
  | { readonly kind: 'pickNext'; readonly choice: Choice }
  | { readonly kind: 'branch'; readonly choice: Choice; readonly branch: number }
  | { readonly kind: 'failed'; readonly around: Choice | undefined }
  | { readonly kind: 'end' };

/** A choice on the way: where the end of an outcome goes back to. */
interface Choice {
  readonly id: number;
  readonly operation: number;
  readonly around: Choice | undefined;
  /** For `either`: the branch that comes next. */
  readonly branch: number;
  readonly memory: ChoiceMemory;
}

/** Locals of a choice: the state as it was, and for `pick` the values left. */
interface ChoiceMemory {
  readonly saved: Map<Local, Local>;
  readonly left: readonly Local[];
}

/** Nodes of one step at most: choices after choices multiply. */
const MAX_NODES = 50_000;

export function compileStepBody(step: Step, context: StepContext): Instruction[] {
  return new StepCompiler(step, context).compile();
}

class StepCompiler {
  readonly #step: Step;
  readonly #context: StepContext;
  readonly #nodes: Node[] = [];
  readonly #known = new Map<string, number>();
  readonly #memories = new Map<string, ChoiceMemory>();
  #choices = 0;

  constructor(step: Step, context: StepContext) {
    this.#step = step;
    this.#context = context;
  }

  compile(): Instruction[] {
    const end = this.#node({ kind: 'end' }, 'end');
    const entry = this.#operation(this.#step.entry, undefined);
    const successors = (node: number): readonly number[] => this.#successors(this.#nodes[node]!, end);
    const code = structured({
      entry,
      successors,
      isTarget: (node) => this.#nodes[node]!.kind === 'end' || this.#nodes[node]!.kind === 'failed',
      write: (node, goTo, label) =>
        this.#context.emitter.collect(() => {
          this.#write(this.#nodes[node]!, end, goTo, label);
        }),
    });
    return code;
  }

  // ----------------------------------------------------------------------------------------- graph

  #node(node: Node, key: string): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#nodes.length >= MAX_NODES) throw new CannotCompile('a step has too many choices one after the other');
    this.#nodes.push(node);
    this.#known.set(key, this.#nodes.length - 1);
    return this.#nodes.length - 1;
  }

  #operation(index: number, around: Choice | undefined): number {
    return this.#node({ kind: 'operation', index, around }, `${index} ${around?.id ?? -1}`);
  }

  /** Where control goes after an outcome has ended. */
  #resume(around: Choice | undefined, end: number): number {
    if (!around) return end;
    const operation = this.#step.operations[around.operation]!;
    if (operation.kind === 'pick') return this.#node({ kind: 'pickNext', choice: around }, `pick ${around.id}`);
    if (operation.kind === 'either' && around.branch >= operation.branches.length)
      return this.#resume(around.around, end);
    return this.#node({ kind: 'branch', choice: around, branch: around.branch }, `branch ${around.id}`);
  }

  /** The choice at an operation, on behalf of the choice around it; `branch` comes next when an outcome ends. */
  #choice(operation: number, around: Choice | undefined, branch: number): Choice {
    const key = `${operation} ${around?.id ?? -1}`;
    let memory = this.#memories.get(key);
    if (!memory) {
      const { emitter } = this.#context;
      const op0 = this.#step.operations[operation]!;
      const left =
        op0.kind === 'pick' ? Array.from({ length: shapeOf(op0.set.type).words }, () => emitter.fresh('left')) : [];
      memory = { saved: new Map(), left };
      this.#memories.set(key, memory);
    }
    const full = `choice ${key} ${branch}`;
    const known = this.#choiceIds.get(full);
    if (known) return known;
    const choice: Choice = { id: this.#choices++, operation, around, branch, memory };
    this.#choiceIds.set(full, choice);
    return choice;
  }
  readonly #choiceIds = new Map<string, Choice>();

  #successors(node: Node, end: number): readonly number[] {
    switch (node.kind) {
      case 'end':
        return [];
      case 'failed':
        return [this.#resume(node.around, end)];
      case 'pickNext': {
        const operation = this.#step.operations[node.choice.operation]!;
        if (operation.kind !== 'pick') return [];
        return [
          this.#operation(operation.next, node.choice),
          this.#resume(node.choice.around, end),
          this.#resume(node.choice, end),
          this.#failed(node.choice),
        ];
      }
      case 'branch': {
        const operation = this.#step.operations[node.choice.operation]!;
        if (operation.kind !== 'either') return [];
        const inside = this.#choice(node.choice.operation, node.choice.around, node.branch + 1);
        return [this.#operation(operation.branches[node.branch]!, inside)];
      }
      case 'operation': {
        const operation = this.#step.operations[node.index]!;
        const failed = this.#failed(node.around);
        switch (operation.kind) {
          case 'stop':
            return [this.#resume(node.around, end)];
          case 'fail':
            return [failed];
          case 'await':
          case 'assert':
            return [this.#operation(operation.next, node.around), this.#resume(node.around, end), failed];
          case 'either': {
            const inside = this.#choice(node.index, node.around, 1);
            return [this.#operation(operation.branches[0]!, inside), failed];
          }
          case 'pick':
            return [this.#resume(this.#choice(node.index, node.around, 0), end), failed];
          default:
            return [...successorsOf(operation).map((n) => this.#operation(n, node.around)), failed];
        }
      }
    }
  }

  #failed(around: Choice | undefined): number {
    return this.#node({ kind: 'failed', around }, `failed ${around?.id ?? -1}`);
  }

  // ------------------------------------------------------------------------------------------ code

  #write(node: Node, end: number, lead: (target: number) => Instruction[], label: (target: number) => Label): void {
    const { emitter } = this.#context;
    // What is led to is written in between, with failures of its own.
    const goTo = (target: number): Instruction[] => {
      const { failure } = emitter;
      const code = lead(target);
      emitter.failure = failure;
      return code;
    };
    const go = (target: number): void => {
      emitter.emit(...goTo(target));
    };
    switch (node.kind) {
      case 'end':
        return;
      case 'failed':
        this.#context.rangeError();
        go(this.#resume(node.around, end));
        return;
      case 'branch': {
        const operation = this.#step.operations[node.choice.operation]!;
        if (operation.kind !== 'either') return;
        this.#restore(node.choice.memory);
        const inside = this.#choice(node.choice.operation, node.choice.around, node.branch + 1);
        go(this.#operation(operation.branches[node.branch]!, inside));
        return;
      }
      case 'pickNext':
        emitter.failure = label(this.#failed(node.choice));
        this.#pickNext(node.choice, end, go, label);
        return;
      case 'operation':
        emitter.failure =
          this.#step.operations[node.index]!.kind === 'stop' ? undefined : label(this.#failed(node.around));
        this.#writeOperation(this.#step.operations[node.index]!, node, end, goTo);
        return;
    }
  }

  #compiler(): ExpressionCompiler {
    const compiler = new ExpressionCompiler(this.#context.emitter, this.#context.reader, { self: this.#context.self });
    this.#context.prepare(compiler);
    return compiler;
  }

  #writeOperation(
    operation: Operation,
    node: Extract<Node, { kind: 'operation' }>,
    end: number,
    goTo: (target: number) => Instruction[],
  ): void {
    const { emitter } = this.#context;
    if (operation.shown) emitter.emit(noteOf(operation.at));
    const c = this.#compiler();
    const go = (target: number): void => {
      emitter.emit(...goTo(target));
    };
    const next = (index: number): number => this.#operation(index, node.around);
    switch (operation.kind) {
      case 'assign':
        this.#assign(operation, c);
        go(next(operation.next));
        return;
      case 'branch': {
        const condition = c.condition(operation.condition);
        const known = constantOf(condition);
        if (known !== undefined) {
          // Both ways are successors of the node: the one that is not taken stays unreachable.
          emitter.emit(when(condition, goTo(next(operation.then)), goTo(next(operation.otherwise))));
          return;
        }
        const then = goTo(next(operation.then));
        emitter.emit(when(condition, then, goTo(next(operation.otherwise))));
        return;
      }
      case 'match': {
        const value = c.words(operation.value);
        const arm = (i: number): void => {
          const here = operation.arms[i];
          if (!here) {
            if (operation.otherwise === undefined) emitter.emit(br(emitter.failure!));
            else go(next(operation.otherwise));
            return;
          }
          const matched = emitter.atom(c.matches(here.pattern, value, operation.value.type));
          emitter.emit(when(matched, goTo(next(here.next))));
          arm(i + 1);
        };
        arm(0);
        return;
      }
      case 'await': {
        const condition = c.condition(operation.condition);
        const blocked = goTo(this.#resume(node.around, end));
        emitter.emit(when(eqz(condition), blocked));
        go(next(operation.next));
        return;
      }
      case 'assert': {
        const condition = emitter.atom(c.condition(operation.condition));
        const outcome: { goesOn: boolean } = { goesOn: false };
        const failed = emitter.collect(() => {
          outcome.goesOn = this.#context.assertFailed(operation.name).goesOn;
        });
        emitter.emit(
          when(eqz(condition), outcome.goesOn ? failed : [...failed, ...goTo(this.#resume(node.around, end))]),
        );
        go(next(operation.next));
        return;
      }
      case 'either': {
        const inside = this.#choice(node.index, node.around, 1);
        this.#save(inside.memory);
        go(this.#operation(operation.branches[0]!, inside));
        return;
      }
      case 'pick': {
        const choice = this.#choice(node.index, node.around, 0);
        const values = c.words(operation.set);
        values.words.forEach((w, i) => {
          emitter.emit(set(choice.memory.left[i]!, w));
        });
        this.#save(choice.memory);
        go(this.#resume(choice, end));
        return;
      }
      case 'forNext':
        this.#forNext(operation, next, goTo);
        return;
      case 'skip':
      case 'leave':
        go(next(operation.next));
        return;
      case 'enter': {
        const values = operation.values.map(({ slot, value }) => ({
          slot,
          words: c.as(value, this.#context.slots[slot]!.type),
        }));
        for (const { slot, words } of values) writeSpot(this.#context.slotLocals(slot), words, emitter);
        go(next(operation.next));
        return;
      }
      case 'fail':
        go(this.#failed(node.around));
        return;
      case 'stop':
        this.#context.stop(operation.point);
        go(this.#resume(node.around, end));
        return;
    }
  }

  #assign(operation: Extract<Operation, { kind: 'assign' }>, c: ExpressionCompiler): void {
    const { emitter } = this.#context;
    const { target } = operation;
    const value = c.as(operation.value, target.type);
    const root: Spot =
      target.root.kind === 'variable'
        ? c.variableSpot(this.#context.system.variables[target.root.slot]!)
        : this.#context.slotLocals(target.root.slot);
    let spot = root;
    for (const [i, step] of target.path.entries()) {
      const part = fixedPart(spot.shape, step, c);
      if (part) {
        spot = {
          container: spot.container,
          word: spot.word + part.word,
          shift: part.word === 0 ? spot.shift + part.shift : part.shift,
          shape: part.shape,
        };
        continue;
      }
      // From the first index that is not fixed on, the part is read, changed and written back.
      const old = readSpot(spot, emitter);
      writeSpot(spot, this.#changed(old, target.path.slice(i), value, c), emitter);
      return;
    }
    writeSpot(spot, value, emitter);
  }

  #changed(old: Words, path: readonly PathStep[], value: Words, c: ExpressionCompiler): Words {
    const { emitter } = this.#context;
    const [step, ...rest] = path;
    if (!step) return value;
    const { form, type } = old.shape;
    if (step.kind === 'field') {
      if (form.kind !== 'product') throw new Error('a field of something without fields');
      const part = form.parts[step.field]!;
      return withPart(old, part, this.#changed(partOf(old, part, emitter), rest, value, c), emitter);
    }
    if (type.kind === 'map') {
      const index = c.keyRank(step.index, type.key);
      const element = this.#changed(elementOf(old, index, emitter), rest, value, c);
      return withElement(old, index, element, emitter);
    }
    if (form.kind !== 'seq') throw new Error('an element of something without elements');
    const index = emitter.atom(c.number(step.index));
    emitter.failIf(geU(index, partOf(old, form.length, emitter).words[0]!));
    const elements = partOf(old, form.elements, emitter);
    const element = this.#changed(elementOf(elements, index, emitter), rest, value, c);
    return withPart(old, form.elements, withElement(elements, index, element, emitter), emitter);
  }

  // --------------------------------------------------------------------------------------- choices

  /** Remembers the working state and the locals of the actor. */
  #save(memory: ChoiceMemory): void {
    const { emitter } = this.#context;
    for (const local of this.#working()) {
      const copy = memory.saved.get(local) ?? emitter.fresh('saved');
      memory.saved.set(local, copy);
      emitter.emit(set(copy, get(local)));
    }
  }

  #restore(memory: ChoiceMemory): void {
    for (const local of this.#working()) {
      const copy = memory.saved.get(local) ?? this.#context.emitter.fresh('saved');
      memory.saved.set(local, copy);
      this.#context.emitter.emit(set(local, get(copy)));
    }
  }

  #working(): readonly Local[] {
    const slots = [...this.#slotsUsed()].flatMap((slot) => this.#context.slotLocals(slot).container.locals);
    return [...this.#context.state.locals, ...slots];
  }

  #used: ReadonlySet<number> | undefined;

  /** Slots that the step reads or writes, or keeps where it stops. */
  #slotsUsed(): ReadonlySet<number> {
    this.#used ??= new Set([...this.#context.kept(this.#step), ...slotsUsedIn(this.#step)]);
    return this.#used;
  }

  #pickNext(choice: Choice, end: number, go: (target: number) => void, _label: (target: number) => Label): void {
    const { emitter } = this.#context;
    const operation = this.#step.operations[choice.operation]!;
    if (operation.kind !== 'pick' || operation.set.type.kind !== 'set') return;
    const none = choice.memory.left.map(get).reduce<Instruction>((any, w) => or(any, w), i32(0));
    const done = emitter.collect(() => {
      go(this.#resume(choice.around, end));
    });
    emitter.emit(when(eqz(none), done));
    const rank = takeLowest(choice.memory.left, emitter);
    this.#restore(choice.memory);
    const spot = this.#context.slotLocals(operation.slot);
    const { element } = operation.set.type;
    writeSpot(
      spot,
      converted(ranked(rank, element, emitter), element, this.#context.slots[operation.slot]!.type, emitter),
      emitter,
    );
    if (operation.where) {
      const c = this.#compiler();
      const skipped = emitter.collect(() => {
        go(this.#resume(choice, end));
      });
      emitter.emit(when(eqz(c.condition(operation.where)), skipped));
    }
    go(this.#operation(operation.next, choice));
  }

  #forNext(
    operation: Extract<Operation, { kind: 'forNext' }>,
    next: (index: number) => number,
    goTo: (target: number) => Instruction[],
  ): void {
    const { emitter } = this.#context;
    const type = this.#context.slots[operation.rest]!.type;
    if (type.kind !== 'set') return;
    const rest = this.#context.slotLocals(operation.rest);
    const { locals } = rest.container;
    const none = locals.map(get).reduce<Instruction>((any, w) => or(any, w), i32(0));
    emitter.emit(when(eqz(none), goTo(next(operation.next))));
    const rank = takeLowest(locals, emitter);
    const spot = this.#context.slotLocals(operation.slot);
    writeSpot(spot, converted(ranked(rank, type.element, emitter), type.element, spot.shape.type, emitter), emitter);
    emitter.emit(...goTo(next(operation.body)));
  }
}

type PathStep = Extract<Operation, { kind: 'assign' }>['target']['path'][number];

/** The part that a step of a path means, if that is known now. */
function fixedPart(shape: Shape, step: PathStep, c: ExpressionCompiler): Part | undefined {
  const { form, type } = shape;
  if (step.kind === 'field') return form.kind === 'product' ? form.parts[step.field] : undefined;
  if (form.kind !== 'array' || type.kind !== 'map') return undefined;
  if (!isConstant(step.index)) return undefined;
  const known = constantOf(c.keyRank(step.index, type.key));
  if (known === undefined || known < 0 || known >= form.count) return undefined;
  if (form.perWord === 0) return { word: known * form.element.words, shift: 0, shape: form.element };
  return {
    word: Math.floor(known / form.perWord),
    shift: (known % form.perWord) * form.element.bits,
    shape: form.element,
  };
}

function isConstant(index: Expr): boolean {
  return index.kind === 'constant' || (index.kind === 'local' && index.symbol.role === 'index');
}

/** Takes the lowest bit out of a set in locals; its rank. The set is not empty. */
function takeLowest(left: readonly Local[], emitter: Emitter): Instruction {
  const rank = emitter.fresh('rank');
  const take = (i: number): Instruction[] => {
    const local = left[i]!;
    const bit = [
      set(rank, or(op('i32.ctz', get(local)), i32(i * 32))),
      set(local, and(get(local), sub(get(local), i32(1)))),
    ];
    return i === left.length - 1 ? bit : [when(get(local), bit, take(i + 1))];
  };
  emitter.emit(...take(0));
  return get(rank);
}

/** The value of a rank among the values of a type. */
function ranked(rank: Instruction, type: Expr['type'], emitter: Emitter): Words {
  const shape = shapeOf(type);
  if (type.kind === 'int' || type.kind === 'bool' || type.kind === 'enum' || type.kind === 'symmetric')
    return { shape, words: [rank] };
  const words = zeroWords(shape).words.map((_, w) => {
    let chosen: Instruction = i32(0);
    valuesOf(type).forEach((v, i) => {
      chosen = select(constantWords(v, shape).words[w]!, chosen, op('i32.eq', rank, i32(i)));
    });
    return emitter.atom(chosen);
  });
  return { shape, words };
}
