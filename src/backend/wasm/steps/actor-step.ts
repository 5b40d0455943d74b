import type { Expr } from '../../../core/expression.ts';
import { zip } from '../../../core/lists.ts';
import type { Step } from '../../../ir/system.ts';
import type { StepProperty } from '../../problem/properties.ts';
import type { Container } from '../emit/access.ts';
import { eqz } from '../emit/arithmetic.ts';
import type { StateReader } from '../emit/compiler.ts';
import type { Emitter } from '../emit/emitter.ts';
import { PackedStateReader } from '../emit/state-reader.ts';
import {
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Label,
  noteOf,
  set,
} from '../encoding/instructions.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import type { Actor } from './actor.ts';
import { compileStepBody, type Outcomes } from './compile-step.ts';
import type { SystemContext } from './state-functions.ts';
import type { StepReports } from './step-reports.ts';
import { StepSlots } from './step-slots.ts';

/** Where the code of a step goes, and what it is given. */
export interface StepSite {
  readonly context: SystemContext;
  readonly reports: StepReports;
  readonly emitter: Emitter;
  /** The state before the step. */
  readonly before: Container;
  /** Takes the words of a successor. */
  readonly emit: FunctionReference;
  /** Absent where nothing sleeps. */
  readonly sleeper?: Sleeper;
}

/** Code of an actor that may sleep, at one of its steps. */
export interface Sleeper {
  /** Leaves the step where it sleeps. */
  readonly sleeps: (out: Label, before: Container, emitter: Emitter) => readonly Instruction[];
  /** Notes who takes the step. */
  readonly takes: Instruction;
}

/** Emits the code of one step of one actor, from its guard to what follows each of its outcomes. */
export function compileActorStep(step: Step, actor: Actor, site: StepSite): void {
  new ActorStep(step, actor, site).write();
}

class ActorStep implements Outcomes {
  readonly #step: Step;
  readonly #actor: Actor;
  readonly #site: StepSite;
  readonly #emitter: Emitter;
  /** The state that the step works on: a copy, since other steps begin in the one before. */
  readonly #state: Container;
  readonly #slots: StepSlots;
  readonly #reader: StateReader;
  /** The properties that the step has to satisfy. */
  readonly #properties: readonly StepProperty[];
  /** Behind the code of the step. */
  readonly #end: Label = { name: 'step' };

  constructor(step: Step, actor: Actor, site: StepSite) {
    const { emitter, before, context, reports } = site;
    this.#step = step;
    this.#actor = actor;
    this.#site = site;
    this.#emitter = emitter;
    this.#state = { locals: before.locals.map(() => emitter.fresh('w')) };
    this.#slots = new StepSlots(actor.slots, emitter);
    this.#reader = new PackedStateReader(context.system, context.layout, this.#state, this.#slots);
    this.#properties = reports.propertiesOf(step);
  }

  write(): void {
    const emitter = this.#emitter;
    const { before } = this.#site;
    emitter.emit(noteOf(this.#step.at, `step ${this.#step.id}`));
    const { sleeper } = this.#site;
    const body = emitter.collect(() => {
      if (sleeper) emitter.emit(...sleeper.sleeps(this.#end, before, emitter), sleeper.takes);
      for (const [local, word] of zip(this.#state.locals, before.locals)) emitter.emit(set(local, get(word)));
      this.#actor.enter(this.#step, before, this.#slots, emitter);
      if (this.#step.guard) this.#writeGuard(this.#step.guard);
      emitter.emit(...this.#body());
    });
    emitter.emit({ kind: 'block', label: this.#end, body });
  }

  /** Leaves the step where its guard does not hold. A guard that cannot be evaluated is a range error. */
  #writeGuard(guard: Expr): void {
    const emitter = this.#emitter;
    const failed = { name: 'guard' };
    const tested = { name: 'tested' };
    const { code, mayFail } = emitter.attempt(failed, () => {
      const c = new ExpressionCompiler(emitter, this.#reader, { self: i32(this.#actor.self) });
      this.#actor.bind(c);
      emitter.emit(brIf(this.#end, eqz(c.condition(guard))));
    });
    if (!mayFail) {
      emitter.emit(...code);
      return;
    }
    const failure = emitter.collect(() => {
      this.rangeError();
    });
    const attempt = { kind: 'block', label: failed, body: [...code, br(tested)] } as const;
    emitter.emit({ kind: 'block', label: tested, body: [attempt, ...failure, br(this.#end)] });
  }

  #body(): ReturnType<typeof compileStepBody> {
    return compileStepBody(this.#step, this.#actor, {
      system: this.#site.context.system,
      emitter: this.#emitter,
      state: this.#state,
      reader: this.#reader,
      slots: this.#slots,
      outcomes: this,
    });
  }

  stop(point: number): void {
    const { reports, before, emit } = this.#site;
    const emitter = this.#emitter;
    const { self } = this.#actor;
    this.#actor.leave(point, this.#state, this.#slots, emitter);
    reports.ran(this.#step, emitter);
    emitter.emit(call(emit, ...this.#state.locals.map(get)));
    reports.transition(this.#step, this.#properties, before, this.#state, self, emitter);
  }

  assertFailed(name: string | undefined): { readonly goesOn: boolean } {
    return this.#site.reports.assertFailed(this.#step, name, this.#emitter);
  }

  rangeError(): void {
    this.#site.reports.rangeError(this.#step, this.#emitter);
  }
}
