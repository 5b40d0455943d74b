import { endlessLocalLoop, loopInAtomic } from '../../diagnostics/steps.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Location, positionAt } from '../../text/source.ts';
import { callsAround } from '../operations/calls.ts';
import { redirect, successorsOf } from '../operations/successors.ts';
import { type Graph, type GraphNode, slotsInScope } from '../bodies/graph.ts';
import { endlessLoops } from '../analysis/local-loops.ts';
import type { ControlPoint, Frame, Operation } from '../system.ts';

/**
 * Cuts the graph of a body into atomic steps (language.md, section 5): a step starts at a control point,
 * runs local statements, choices and asserts, then exactly one visible statement, then local statements
 * again. It stops before the next visible statement, before a choice, before an assert that reads shared
 * state, at any label, and at the end.
 */

/** Before its visible statement, after it, or inside an `atomic` that is its visible statement. */
type Phase = 'before' | 'after' | 'inside';

export interface FormedStep {
  /** Index of its control point. */
  readonly point: number;
  readonly operations: readonly Operation[];
  readonly entry: number;
  readonly at: Location;
}

export interface FormedSteps {
  readonly points: readonly Omit<ControlPoint, 'step'>[];
  /** In order of their points; `done` has none. */
  readonly steps: readonly FormedStep[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where control comes to when it goes to a node: at a stop, or at the next operation of the step. */
type Arrival =
  | { readonly kind: 'stop'; readonly node: number }
  | { readonly kind: 'operation'; readonly node: number; readonly phase: Phase };

interface Draft {
  readonly start: number;
  readonly operations: Operation[];
  readonly entry: number;
  readonly at: Location;
}

export function formSteps(graph: Graph): FormedSteps {
  const diagnostics: Diagnostic[] = [];
  const start = canonical(graph, graph.entry);
  const drafts = new Map<number, Draft>();
  const queue = [start];
  while (queue.length > 0) {
    const node = queue.pop();
    if (node === undefined || drafts.has(node) || node === graph.done) continue;
    const draft = formStep(graph, node);
    drafts.set(node, draft);
    diagnostics.push(...cycleDiagnostics(draft, graph.slots));
    for (const operation of draft.operations) if (operation.kind === 'stop') queue.push(operation.point);
  }
  return { ...numbered(graph, start, drafts), diagnostics };
}

function nodeOf(graph: Graph, node: number): GraphNode {
  const found = graph.nodes[node];
  if (!found) throw new Error(`no node ${node} in the control-flow graph`);
  return found;
}

/**
 * Labels that stand directly one after the other, and the start of a body and a label at its head, are one
 * control point: nothing can happen between them. It is that of the innermost label.
 */
function canonical(graph: Graph, from: number): number {
  let result = from;
  let node = from;
  for (;;) {
    const { content, region } = nodeOf(graph, node);
    if (content.kind === 'label' && region === 0) result = node;
    if (content.kind === 'label' || content.kind === 'pass') node = content.next;
    // A place without a label is known by the operation that stands there.
    else return nodeOf(graph, result).content.kind === 'label' ? result : node;
  }
}

/** Where control arrives from `previous`, whose phase was `phase`, on its way to `node`. */
function arrive(graph: Graph, node: number, phase: Phase, previous: GraphNode | undefined): Arrival {
  let at = node;
  for (;;) {
    const here = nodeOf(graph, at);
    switch (here.content.kind) {
      case 'done':
        return { kind: 'stop', node: at };
      case 'never':
        throw new Error(`control comes to the end of a procedure with a result at ${lineName(here.at)}`);
      case 'label':
        if (here.region === 0) return { kind: 'stop', node: canonical(graph, at) };
        at = here.content.next;
        break;
      case 'pass':
        at = here.content.next;
        break;
      case 'operation': {
        const inside = here.region !== 0 && here.region === previous?.region;
        if (inside && !here.content.opensRegion) return { kind: 'operation', node: at, phase: 'inside' };
        // Leaving an atomic block was the visible statement.
        const now: Phase = phase === 'inside' ? 'after' : phase;
        const splits = here.region !== 0 || here.content.operation.role !== 'local';
        if (now === 'after' && splits) return { kind: 'stop', node: at };
        return { kind: 'operation', node: at, phase: here.region === 0 ? now : 'inside' };
      }
    }
  }
}

function phaseAfter(phase: Phase, operation: Operation): Phase {
  return phase === 'before' && operation.role === 'visible' ? 'after' : phase;
}

/** The step that starts at a control point; `stop` operations name nodes until points are numbered. */
function formStep(graph: Graph, start: number): Draft {
  const operations: Operation[] = [];
  const placed = new Map<string, number>();
  const pending: { index: number; node: number; phase: Phase }[] = [];
  const place = (arrival: Arrival, from: Location): number => {
    const key = arrival.kind === 'stop' ? `stop ${arrival.node}` : `${arrival.phase} ${arrival.node}`;
    const seen = placed.get(key);
    if (seen !== undefined) return seen;
    const index = operations.length;
    placed.set(key, index);
    operations.push(stopAt(arrival.node, from));
    if (arrival.kind === 'operation') pending.push({ index, node: arrival.node, phase: arrival.phase });
    return index;
  };
  const begin = nodeOf(graph, start);
  const first = begin.content.kind === 'label' ? begin.content.next : start;
  const entry = place(arrive(graph, first, 'before', undefined), begin.at);
  for (let work = pending.pop(); work; work = pending.pop()) {
    const node = nodeOf(graph, work.node);
    if (node.content.kind !== 'operation') continue;
    const { operation } = node.content;
    const phase = phaseAfter(work.phase, operation);
    operations[work.index] = redirect(operation, (next) => place(arrive(graph, next, phase, node), operation.at));
  }
  return { start, operations, entry, at: headingOf(operations, entry, begin.at) };
}

function stopAt(node: number, at: Location): Operation {
  return { kind: 'stop', point: node, at, shown: false, ghost: false, role: 'local', atomic: false };
}

/** What a heading of the step points at: the first statement that makes it a step, or its first statement. */
function headingOf(operations: readonly Operation[], entry: number, fallback: Location): Location {
  const seen = new Set<number>();
  const queue = [entry];
  let first: Location | undefined;
  for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
    const operation = operations[index];
    if (!operation || seen.has(index)) continue;
    seen.add(index);
    if (operation.shown) first ??= operation.at;
    if (operation.role !== 'local') return operation.at;
    queue.push(...successorsOf(operation));
  }
  return first ?? fallback;
}

/** A loop within a step has to end. It is shown where it is entered. */
function cycleDiagnostics({ operations, entry, at }: Draft, slots: Graph['slots']): Diagnostic[] {
  const step = { id: 0, owner: { kind: 'process', family: 0 }, point: 0, operations, entry, at } as const;
  return endlessLoops(step, slots).map((first) => (first.atomic ? loopInAtomic(first.at) : endlessLocalLoop(first.at)));
}

// ----------------------------------------------------------------------------------------- points

/** Numbers control points in textual order: the start first, the end last. */
function numbered(graph: Graph, start: number, drafts: ReadonlyMap<number, Draft>): Omit<FormedSteps, 'diagnostics'> {
  // The graph was built from the end to the beginning, so later nodes stand earlier in the text.
  const others = [...drafts.keys()].filter((n) => n !== start).sort((a, b) => b - a);
  const order = [...(drafts.has(start) ? [start] : []), ...others, graph.done];
  const index = new Map(order.map((node, i) => [node, i]));
  const points = order.map((node, i) => controlPoint(graph, node, i, start, drafts.get(node)));
  const steps = order.flatMap((node, point): FormedStep[] => {
    const draft = drafts.get(node);
    if (!draft) return [];
    const operations = draft.operations.map((operation) =>
      operation.kind === 'stop' ? { ...operation, point: index.get(operation.point) ?? -1 } : operation,
    );
    return [{ point, operations, entry: draft.entry, at: draft.at }];
  });
  return { points: distinctlyNamed(points), steps };
}

interface NamedPoint {
  /** The label, or what else a reader of the process itself knows the place by. */
  readonly name: string;
  /** Where in the innermost procedure it is; only needed where several points have one name. */
  readonly inside: string;
  readonly point: Omit<ControlPoint, 'step'>;
}

function controlPoint(graph: Graph, node: number, index: number, start: number, draft: Draft | undefined): NamedPoint {
  const { content, labels, procedures, frame, scope, at } = nodeOf(graph, node);
  const label = content.kind === 'label' ? content.name : undefined;
  const here = label ?? (content.kind === 'done' ? 'done' : node === start ? 'start' : lineName(at));
  const name = frame ? callsAround(frame).map(callName).join(' › ') : here;
  const point = {
    index,
    name,
    at: content.kind === 'label' || !draft ? at : draft.at,
    labels,
    procedures,
    ...(frame ? { frame } : {}),
    live: content.kind === 'done' ? [] : slotsInScope(scope),
  };
  // A label in a procedure is always worth telling.
  return frame && label !== undefined
    ? { name: `${name} › ${label}`, inside: '', point }
    : { name, inside: frame ? here : '', point };
}

function lineName(at: Location): string {
  return `line ${positionAt(at.source, at.span.start).line + 1}`;
}

/** `spin_lock (line 276)` for a call in the process itself, the name alone for a call in a procedure. */
function callName(frame: Frame): string {
  return frame.parent ? frame.procedure.name : `${frame.procedure.name} (${lineName(frame.callAt)})`;
}

/** Points of one name are distinguished by where they are in the procedure, and if that is not enough by a number. */
function distinctlyNamed(points: readonly NamedPoint[]): Omit<ControlPoint, 'step'>[] {
  const ambiguous = countNames(points);
  const longer = points.map((p) =>
    p.inside !== '' && (ambiguous.get(p.name) ?? 0) > 1 ? { ...p, name: `${p.name} › ${p.inside}` } : p,
  );
  const groups = countNames(longer);
  const used = new Map<string, number>();
  return longer.map(({ name, point }) => {
    if ((groups.get(name) ?? 0) < 2) return { ...point, name };
    const n = (used.get(name) ?? 0) + 1;
    used.set(name, n);
    return { ...point, name: `${name} (${n})` };
  });
}

function countNames(points: readonly NamedPoint[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of points) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
