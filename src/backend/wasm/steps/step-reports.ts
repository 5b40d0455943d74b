import { itemAt } from '../../../core/lists.ts';
import type { Step } from '../../../ir/system.ts';
import { propertiesAbout, type StepProperty } from '../../problem/properties.ts';
import type { Container } from '../emit/access.ts';
import type { Emitter } from '../emit/emitter.ts';
import { call, type FunctionReference, get, i32, memory, op } from '../encoding/instructions.ts';
import { GLOBALS, globalGet, globalSet } from '../store/globals.ts';
import { AREA } from '../store/memory-map.ts';
import type { PropertyCompiler } from './compile-properties.ts';
import { type SystemContext, words } from './state-functions.ts';

/** Code that notes which steps ran, and tells the host what they violate. */
export class StepReports {
  readonly #context: SystemContext;
  readonly #properties: PropertyCompiler | undefined;
  readonly #rangeError: number;
  #tell: FunctionReference | undefined;

  /** @param properties checks those of steps; without it they are not checked */
  constructor(context: SystemContext, properties: PropertyCompiler | undefined) {
    this.#context = context;
    this.#properties = properties;
    this.#rangeError = this.#numberOf('range');
  }

  /** The properties that a step has to satisfy. */
  propertiesOf(step: Step): readonly StepProperty[] {
    return this.#properties ? propertiesAbout(step, this.#context) : [];
  }

  /** Notes that a step has an outcome. */
  ran(step: Step, emitter: Emitter): void {
    emitter.emit(memory('i32.store8', this.#context.area.steps + step.id, globalGet(GLOBALS.me), i32(1)));
  }

  /** An outcome that leads to no state. */
  rangeError(step: Step, emitter: Emitter): void {
    this.#failed(step, this.#rangeError, emitter);
  }

  /** @returns whether the step goes on: past a failure that its check expects */
  assertFailed(step: Step, name: string | undefined, emitter: Emitter): { readonly goesOn: boolean } {
    const property = this.#numberOf(name ?? 'assert');
    this.#failed(step, property, emitter);
    return { goesOn: name !== undefined && itemAt(this.#context.properties, property).expectViolated };
  }

  /** Checks the properties of steps between two states. @param self number of the process; -1 for an action */
  transition(
    step: Step,
    properties: readonly StepProperty[],
    before: Container,
    after: Container,
    self: number,
    emitter: Emitter,
  ): void {
    this.#properties?.transitions(properties, emitter, before, after, self, this.#rangeError, (property) => {
      this.#tell ??= this.#tellFunction();
      emitter.emit(call(this.#tell, property, i32(step.id), ...after.locals.map(get)));
    });
  }

  #failed(step: Step, property: number, emitter: Emitter): void {
    emitter.emit(globalSet(GLOBALS.failed, op('i32.add', globalGet(GLOBALS.failed), i32(1))));
    this.ran(step, emitter);
    emitter.emit(call(this.#context.violation, i32(property), i32(step.id), i32(0)));
  }

  /** `tell(property, step, words)`: tells of a step that violates a property by the state that it leads to. */
  #tellFunction(): FunctionReference {
    const { functions, layout, violation } = this.#context;
    const { emitter, parameters } = functions.beginWith(['property', 'step', ...words('w', layout.words)]);
    const [property, step, ...state] = parameters;
    if (!property || !step) throw new Error('a function lacks its parameters');
    state.forEach((word, i) => {
      emitter.emit(memory('i32.store', AREA.scratch + i * 4, globalGet(GLOBALS.me), get(word)));
    });
    emitter.emit(call(violation, get(property), get(step), i32(1)));
    return functions.end('tell', emitter);
  }

  #numberOf(name: string): number {
    return this.#context.properties.findIndex((p) => p.name === name);
  }
}
