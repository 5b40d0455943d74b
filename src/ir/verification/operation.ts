import { sameForm, sameType } from '../../core/relations.ts';
import { formatType } from '../../core/format.ts';
import type { Expr } from '../../core/expression.ts';
import { InternalError } from '../../core/internal-error.ts';
import type { Type } from '../../core/types.ts';
import type { Frame, IrPlace, Operation, Slot, Step, TransitionSystem } from '../system.ts';
import { ExpressionVerifier } from './expressions.ts';
import { need } from './types.ts';

/** The typing of operations: of the places and slots that values go to, given that of the values. */
export class OperationVerifier {
  readonly #system: TransitionSystem;
  /** Of the process or action whose step it is. */
  readonly #slots: readonly Slot[];
  readonly #expressions: ExpressionVerifier;

  /** Verifies the guard of the step as well. */
  constructor(step: Step, system: TransitionSystem) {
    const { owner, guard } = step;
    const family = owner.kind === 'process' ? system.families[owner.family] : undefined;
    const slots = owner.kind === 'process' ? family?.slots : system.actions[owner.action]?.slots;
    if (!slots) throw new InternalError('a step of nobody', step.at);
    this.#system = system;
    this.#slots = slots;
    this.#expressions = new ExpressionVerifier(system, { slots, bound: family?.symbol.indices ?? [] });
    if (guard) this.#expressions.condition(guard);
    this.#expressions.takeReads();
  }

  /** Verifies an operation. @returns the slots that its expressions read */
  readBy(operation: Operation): readonly number[] {
    this.#verify(operation);
    return this.#expressions.takeReads();
  }

  #verify(operation: Operation): void {
    switch (operation.kind) {
      case 'assign':
        this.#place(operation.target, operation);
        this.#value(operation.value, operation.target.type);
        return;
      case 'match':
        this.#expressions.expression(operation.value);
        for (const arm of operation.arms) this.#expressions.pattern(arm.pattern, operation.value.type, operation.at);
        return;
      case 'branch':
      case 'await':
      case 'assert':
        this.#expressions.condition(operation.condition);
        return;
      case 'pick':
        this.#value(operation.set, { kind: 'set', element: this.#slotType(operation.slot, operation) });
        if (operation.where) this.#expressions.condition(operation.where);
        return;
      case 'forNext': {
        const rest = this.#slotType(operation.rest, operation);
        const element = this.#slotType(operation.slot, operation);
        need(rest.kind === 'set' && sameForm(rest.element, element), 'a loop over other elements', operation);
        return;
      }
      case 'enter':
        this.#arguments(operation.entered, operation);
        for (const { slot, value } of operation.values) this.#value(value, this.#slotType(slot, operation));
        return;
      case 'leave':
        if (operation.result !== undefined) this.#slotType(operation.result, operation);
        return;
      case 'either':
      case 'skip':
      case 'stop':
        return;
    }
  }

  #slotType(slot: number, { at }: Operation): Type {
    const found = this.#slots[slot];
    if (!found) throw new InternalError(`there is no slot ${slot}`, at);
    return found.type;
  }

  /** A value that is converted to a type where it is stored. */
  #value(value: Expr, type: Type): void {
    this.#expressions.expression(value);
    need(sameForm(value.type, type), () => `${formatType(value.type)} becomes ${formatType(type)}`, value);
  }

  #place({ root, path, type, at }: IrPlace, operation: Operation): void {
    const whole =
      root.kind === 'variable' ? this.#system.variables[root.slot]?.type : this.#slotType(root.slot, operation);
    if (!whole) throw new InternalError(`there is no variable ${root.slot}`, at);
    const found = this.#expressions.path(whole, path, at);
    need(sameType(found, type), () => `${formatType(type)} is stored where there is ${formatType(found)}`, { at });
  }

  /** Where the arguments of a call are kept. The places among them are found by indices that are kept with them: they are not read. */
  #arguments(entered: Frame, call: Operation): void {
    for (const argument of entered.arguments) {
      if (argument.kind === 'slot') this.#slotType(argument.slot, call);
      else this.#place(argument.place, call);
    }
    this.#expressions.takeReads();
  }
}
