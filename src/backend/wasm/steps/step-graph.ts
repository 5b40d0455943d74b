import { itemAt, valueAt } from '../../../core/lists.ts';
import type { Operation, Slot, Step } from '../../../ir/system.ts';
import { type Around, type Choice, type Flow, type FlowNode, flowOf, isChoice } from './step-flow.ts';

/** A place in the code of a step. */
export type Node =
  | { readonly kind: 'operation'; readonly flow: FlowNode }
  /** Where a choice takes its next value or branch. */
  | { readonly kind: 'next'; readonly flow: FlowNode }
  /** A range error, and what comes after it. */
  | { readonly kind: 'failed'; readonly around: Around }
  /** Where the innermost choice is known only at run time: the first node, to which every outcome returns. */
  | { readonly kind: 'resume'; readonly begin: number }
  | { readonly kind: 'begin' };

/** In the place of a node: behind the code of the step. */
export const AFTER = -1;

/**
 * The places in the code of a step, and where control goes from each of them. Outcomes of choices are tried one after
 * the other, depth first: where an outcome ends, control goes to the next value or branch of the innermost choice.
 */
export class StepGraph {
  readonly #step: Step;
  readonly #nodes: Node[] = [];
  readonly #operations = new Map<FlowNode, number>();
  readonly #nexts = new Map<FlowNode, number>();
  readonly #failures = new Map<Around, number>();
  /** Branches of an `either`: jump tables lead to them. */
  readonly #branches = new Set<FlowNode>();
  readonly #flow: Flow;
  /** The node `resume`, if there is one. */
  readonly #resume: number | undefined;
  readonly choices: ReadonlyMap<FlowNode, Choice>;

  constructor(step: Step, slots: readonly Slot[]) {
    this.#step = step;
    this.#flow = flowOf(step, slots);
    const choices = new Map<FlowNode, Choice>();
    const all = new Set([this.#flow.entry]);
    for (const flow of all) {
      const operation = this.operationOf(flow);
      if (isChoice(operation)) choices.set(flow, operation);
      for (const target of flow.next.values()) {
        all.add(target);
        if (operation.kind === 'either') this.#branches.add(target);
      }
    }
    this.choices = choices;
    if (![...this.#flow.around.values()].includes('several')) return;
    this.#nodes.push({ kind: 'resume', begin: 1 }, { kind: 'begin' });
    this.#resume = 0;
  }

  get entry(): number {
    return this.#resume ?? this.first;
  }

  /** The first operation. */
  get first(): number {
    return this.operation(this.#flow.entry);
  }

  /** Whether the innermost choice is known only at run time. */
  get isResuming(): boolean {
    return this.#resume !== undefined;
  }

  node(number: number): Node {
    return itemAt(this.#nodes, number);
  }

  operationOf(flow: FlowNode): Operation {
    return itemAt(this.#step.operations, flow.operation);
  }

  operation(flow: FlowNode): number {
    return this.#numberOf(this.#operations, flow, { kind: 'operation', flow });
  }

  /** The operation numbered `index`, which follows another one. */
  after(flow: FlowNode, index: number): number {
    return this.operation(valueAt(flow.next, index));
  }

  /** Where a choice takes its next value or branch. */
  next(flow: FlowNode): number {
    return this.#numberOf(this.#nexts, flow, { kind: 'next', flow });
  }

  /** Where each choice takes its next value or branch. */
  get nexts(): readonly number[] {
    return [...this.choices.keys()].map((flow) => this.next(flow));
  }

  /** Where control goes if an evaluation of an operation fails. */
  failureOf(flow: FlowNode): number {
    const key = this.isResuming ? 'none' : this.#aroundOf(flow);
    return this.#numberOf(this.#failures, key, { kind: 'failed', around: key });
  }

  /** Where control goes after an outcome has ended at an operation. */
  endOf(flow: FlowNode): number {
    return this.resume(this.#aroundOf(flow));
  }

  /** Where control goes after an outcome has ended inside of a choice. */
  resume(around: Around): number {
    if (this.#resume !== undefined) return this.#resume;
    return around === 'none' || around === 'several' ? AFTER : this.next(around);
  }

  #aroundOf(flow: FlowNode): Around {
    return valueAt(this.#flow.around, flow);
  }

  #numberOf<K>(numbers: Map<K, number>, key: K, node: Node): number {
    const number = numbers.get(key) ?? this.#nodes.push(node) - 1;
    numbers.set(key, number);
    return number;
  }

  /** Whether code inside expressions or jump tables branches to a node. */
  isTarget(node: Node): boolean {
    switch (node.kind) {
      case 'failed':
      case 'begin':
        return true;
      case 'next':
        return this.isResuming;
      case 'operation':
        return this.#branches.has(node.flow);
      case 'resume':
        return false;
    }
  }

  successors(node: Node): readonly number[] {
    switch (node.kind) {
      case 'begin':
        return [this.first];
      case 'resume':
        return [node.begin, ...this.nexts];
      case 'failed':
        return [this.resume(node.around)];
      case 'next':
        return [
          ...this.#following(node.flow),
          this.endOf(node.flow),
          this.resume(node.flow),
          this.failureOf(node.flow),
        ];
      case 'operation':
        return this.#successorsOfOperation(node.flow);
    }
  }

  #successorsOfOperation(flow: FlowNode): readonly number[] {
    const failure = this.failureOf(flow);
    switch (this.operationOf(flow).kind) {
      case 'stop':
        return [this.endOf(flow)];
      case 'either':
        return [this.resume(flow)];
      case 'pick':
        return [this.resume(flow), failure];
      default:
        return [...this.#following(flow), this.endOf(flow), failure];
    }
  }

  #following(flow: FlowNode): readonly number[] {
    return [...flow.next.values()].map((target) => this.operation(target));
  }
}
