import type { Value } from '../../../core/types.ts';
import { product } from '../../../core/values.ts';
import type { Family, Slot, Step } from '../../../ir/system.ts';
import { isAbout } from '../../interpreter/properties.ts';
import { type Container, readSpot, type Spot, writeSpot } from '../emit/access.ts';
import { and, eqz, or, shl } from '../emit/arithmetic.ts';
import type { PropertyCompiler } from './compile-properties.ts';
import { compileStepBody } from './compile-step.ts';
import { dispatch } from '../emit/dispatch.ts';
import { constantWords, type Emitter, type Words } from '../emit/emitter.ts';
import {
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Local,
  memory,
  noteOf,
  op,
  set,
} from '../encoding/instructions.ts';
import type { Actor } from './expand.ts';
import { ExpressionCompiler } from '../expressions/expressions.ts';
import { GLOBALS, globalGet } from '../store/globals.ts';
import { inFrame, type StateLayout } from '../layout/layout.ts';
import { AREA } from '../store/memory-map.ts';
import { type Part, shapeOf } from '../layout/shape.ts';
import { type SystemContext, words } from './state-functions.ts';
import { readerOf } from '../emit/state-reader.ts';

/** Compiles what changes states: processes, once for each instance, and actions, once for each choice of arguments. */
export class ActorCompiler {
  readonly #context: SystemContext;
  readonly #properties: PropertyCompiler | undefined;
  #tell: FunctionReference | undefined;

  /** @param properties checks those of steps; without it they are not checked */
  constructor(context: SystemContext, properties: PropertyCompiler | undefined) {
    this.#context = context;
    this.#properties = properties;
  }

  /** @param emit takes the words of a successor */
  all(emit: FunctionReference): readonly Actor[] {
    return [...this.#processes(emit), ...this.#actions(emit)];
  }

  #processes(emit: FunctionReference): Actor[] {
    const { system, layout, functions } = this.#context;
    return layout.instances.map((one) => {
      const frame = layout.frames[one.frame]!;
      const { family } = frame;
      const instance = family.instances.find((i) => i.id === one.id)!;
      const { emitter, state: before } = functions.begin();
      const pointPart = inFrame(one.at, frame.point);
      const point = readSpot({ container: before, ...pointPart }, emitter).words[0]!;
      const steps = family.points.map((p) => (p.step === undefined ? undefined : system.steps[p.step]!));
      dispatch(point, steps.length, emitter, (i) => {
        const step = steps[i];
        if (!step) return;
        emitter.scoped(() => {
          this.#stepCode(step, emitter, before, emit, {
            slots: family.slots,
            self: one.id,
            kept: keptBy(step, family),
            bind: (c) => {
              family.symbol.indices.forEach((symbol, k) => {
                c.bind(symbol, constantWords(instance.indices[k]!, shapeOf(symbol.type)));
              });
            },
            enter: (slotLocals) => {
              for (const slot of family.points[i]!.live) {
                const part = inFrame(one.at, frame.slots[slot]!);
                writeSpot(slotLocals(slot), readSpot({ container: before, ...part }, emitter), emitter);
              }
            },
            leave: (at, working, slotLocals) => {
              this.#leave(at, family, one, working, slotLocals, emitter);
            },
          });
        });
      });
      return { function: functions.end(instance.name, emitter) };
    });
  }

  /** Writes the control point and the locals in scope there into the state; what is not in scope is 0. */
  #leave(
    point: number,
    family: Family,
    one: StateLayout['instances'][number],
    working: Container,
    slotLocals: (slot: number) => Spot,
    emitter: Emitter,
  ): void {
    const frame = this.#context.layout.frames[one.frame]!;
    // The whole frame is cleared first.
    const { word, shift } = one.at;
    if (frame.words > 1) for (let w = 0; w < frame.words; w++) emitter.emit(set(working.locals[word + w]!, i32(0)));
    else if (frame.bits > 0) {
      const mask = frame.bits >= 32 ? -1 : ((1 << frame.bits) - 1) << shift;
      emitter.emit(set(working.locals[word]!, and(get(working.locals[word]!), i32(~mask))));
    }
    const spot = (part: Part): Spot => ({ container: working, ...inFrame(one.at, part) });
    const at = spot(frame.point);
    orInto(at, constantWords(point, at.shape), emitter);
    for (const slot of family.points[point]!.live)
      orInto(spot(frame.slots[slot]!), readSpot(slotLocals(slot), emitter), emitter);
  }

  #actions(emit: FunctionReference): Actor[] {
    const { system, functions } = this.#context;
    return system.actions.flatMap((code) =>
      product(code.domains).map((values: readonly Value[]) => {
        const { emitter, state: before } = functions.begin();
        const bind = (c: ExpressionCompiler): void => {
          values.forEach((value, slot) => {
            c.fix(slot, constantWords(value, shapeOf(code.slots[slot]!.type)));
          });
        };
        this.#stepCode(system.steps[code.step]!, emitter, before, emit, {
          slots: code.slots,
          self: -1,
          kept: [],
          fixed: values.length,
          bind,
          enter: () => undefined,
          leave: () => undefined,
        });
        const { guard } = system.steps[code.step]!;
        const reference = functions.end(code.symbol.name, emitter);
        return { function: reference, ...(guard ? { guarded: { guard, slots: code.slots, bind } } : {}) };
      }),
    );
  }

  /** The code of one step, from its guard to what follows each of its outcomes. */
  #stepCode(
    step: Step,
    emitter: Emitter,
    before: Container,
    emit: FunctionReference,
    actor: {
      readonly slots: readonly Slot[];
      readonly self: number;
      readonly bind: (c: ExpressionCompiler) => void;
      /** Of an action: number of the first slots, which never change and are bound. */
      readonly fixed?: number;
      /** Slots that outlive the step, or come into it. */
      readonly kept: readonly number[];
      readonly enter: (slotLocals: (slot: number) => Spot) => void;
      readonly leave: (point: number, working: Container, slotLocals: (slot: number) => Spot) => void;
    },
  ): void {
    const { system, layout, area, properties, violation } = this.#context;
    emitter.emit(noteOf(step.at, `step ${step.id}`));
    const working: Container = { locals: before.locals.map(() => emitter.fresh('w')) };
    const containers = new Map<number, Container>();
    const slotSpot = (slot: number): Spot => {
      const shape = shapeOf(actor.slots[slot]!.type);
      const container = containers.get(slot) ?? {
        locals: Array.from({ length: shape.words }, () => emitter.fresh('s')),
      };
      containers.set(slot, container);
      return { container, word: 0, shift: 0, shape };
    };
    const reader = readerOf(system, layout, working, slotSpot);
    const about = properties.flatMap((p, number) =>
      this.#properties && p.kind === 'transition' && p.symbol && isAbout(p.symbol, step, system)
        ? [{ number, symbol: p.symbol }]
        : [],
    );
    const count = (): void => {
      emitter.emit(memory('i32.store8', area.steps + step.id, globalGet(GLOBALS.me), i32(1)));
    };
    const failedOutcome = (property: number): void => {
      const failed: Instruction = { kind: 'global.get', index: GLOBALS.failed };
      emitter.emit({ kind: 'global.set', index: GLOBALS.failed, value: op('i32.add', failed, i32(1)) });
      count();
      emitter.emit(call(violation, i32(property), i32(step.id), i32(0)));
    };
    const range = this.#number('range');
    const out = { name: 'step' };
    const code = emitter.collect(() => {
      working.locals.forEach((l, i) => {
        emitter.emit(set(l, get(before.locals[i]!)));
      });
      actor.enter(slotSpot);
      if (step.guard) {
        const failed = { name: 'guard' };
        const tested = { name: 'tested' };
        const { code, mayFail } = emitter.attempt(failed, () => {
          const c = new ExpressionCompiler(emitter, reader, { self: i32(actor.self) });
          actor.bind(c);
          emitter.emit(brIf(out, eqz(c.condition(step.guard!))));
        });
        const failure = emitter.collect(() => {
          failedOutcome(range);
        });
        const body: Instruction[] = [
          { kind: 'block', label: failed, body: [...code, br(tested)] },
          ...failure,
          br(out),
        ];
        if (mayFail) emitter.emit({ kind: 'block', label: tested, body });
        else emitter.emit(...code);
      }
      emitter.emit(
        ...compileStepBody(step, {
          system,
          emitter,
          state: working,
          reader,
          self: i32(actor.self),
          slots: actor.slots,
          slotLocals: slotSpot,
          prepare: actor.bind,
          kept: () => actor.kept,
          fixed: actor.fixed ?? 0,
          stop: (point) => {
            actor.leave(point, working, slotSpot);
            count();
            emitter.emit(call(emit, ...working.locals.map(get)));
            this.#properties?.transitions(about, emitter, before, working, actor.self, range, (property) => {
              emitter.emit(call(this.#tellOfStep(), property, i32(step.id), ...working.locals.map(get)));
            });
          },
          assertFailed: (name) => {
            const property = this.#number(name ?? 'assert');
            failedOutcome(property);
            return { goesOn: name !== undefined && properties[property]!.expectViolated };
          },
          rangeError: () => {
            failedOutcome(range);
          },
        }),
      );
    });
    emitter.emit({ kind: 'block', label: out, body: code });
  }

  /** `tell(property, step, words)`: tells of a step that violates a property by the state that it leads to. */
  #tellOfStep(): FunctionReference {
    this.#tell ??= this.#telling();
    return this.#tell;
  }

  #telling(): FunctionReference {
    const { functions, layout, violation } = this.#context;
    const { emitter, parameters } = functions.beginWith(['property', 'step', ...words('w', layout.words)]);
    const [property, step, ...state] = parameters as [Local, Local, ...Local[]];
    state.forEach((word, i) => {
      emitter.emit(memory('i32.store', AREA.scratch + i * 4, globalGet(GLOBALS.me), get(word)));
    });
    emitter.emit(call(violation, get(property), get(step), i32(1)));
    return functions.end('tell', emitter);
  }

  #number(name: string): number {
    return this.#context.properties.findIndex((p) => p.name === name);
  }
}

/** Adds bits that are 0 so far. */
function orInto(spot: Spot, value: Words, emitter: Emitter): void {
  const { container, word, shift, shape } = spot;
  if (shape.words > 1) {
    value.words.forEach((w, i) => {
      emitter.emit(set(container.locals[word + i]!, w));
    });
    return;
  }
  if (shape.bits === 0) return;
  const local = container.locals[word]!;
  emitter.emit(set(local, or(get(local), shl(value.words[0]!, i32(shift)))));
}

/** Slots that are live where a step begins or may stop. */
function keptBy(step: Step, family: Family): number[] {
  const stops = step.operations.flatMap((o) => (o.kind === 'stop' ? family.points[o.point]!.live : []));
  return [...new Set([...family.points[step.point]!.live, ...stops])];
}
