import type { Interpreter } from '../backend/interpreter/model.ts';
import { itemAt } from '../core/lists.ts';
import type { StateKey, StatePath } from '../explorer/model.ts';

/** States that are looked at for a better order; where there are more, the path stays as it was found. */
const MOST = 20_000;

/** Where an order of the steps has come to. */
interface Node {
  readonly state: StateKey;
  /** Who took the last step, by number; -1 before the first one. */
  readonly actor: number;
  /** How many steps each actor has left, in the order of the first steps of the path. */
  readonly left: readonly number[];
  readonly switches: number;
  readonly from: Node | undefined;
}

/**
 * The same steps in an order with the fewest context switches: each actor takes as many steps as on the path, and the last
 * state is the same. A step that violates something stays the last one. The path is a shortest one, so that no state before
 * the end can show what the end shows, and what is returned is a shortest one as well. Of several orders with equally few
 * switches it is the first in canonical order: which engine found the path makes no difference. Lassos stay as they are.
 */
export function withFewestSwitches(path: StatePath, interpreter: Interpreter): StatePath {
  const { states, failingStep, lastStep, backTo } = path;
  // The last step that has a state may be the one that violates something.
  const count = states.length - 1 - (lastStep === undefined ? 0 : 1);
  if (backTo !== undefined || count < 2) return path;
  const actors = actorsOf(states.slice(0, count + 1), interpreter);
  const last = lastActor(path, interpreter);
  const names = [...new Set(actors)];
  const target = itemAt(states, count);
  const first: Node = {
    state: itemAt(states, 0),
    actor: -1,
    left: names.map((name) => actors.filter((one) => one === name).length),
    switches: 0,
    from: undefined,
  };
  let nodes = new Map([['', first]]);
  let looked = 0;
  for (let step = 0; step < count; step++) {
    looked += nodes.size;
    if (looked > MOST) return path;
    nodes = nextNodes(nodes, names, interpreter);
  }
  const ends = [...nodes.values()].filter(({ state }) => state === target);
  const cost = ({ switches, actor }: Node): number => switches + (last === undefined || last === actor ? 0 : 1);
  const fewest = Math.min(...ends.map(cost));
  const best = ends.find((one) => cost(one) === fewest);
  const before = switchesIn([...actors, ...(last === undefined ? [] : [last])]);
  // An order that is no better is no reason to show another one.
  if (best === undefined || fewest >= before) return path;
  const way = wayTo(best);
  const order = [...way.slice(1).map(({ actor }) => actor), ...(last === undefined ? [] : [last])];
  const rest = states.slice(count + 1);
  return {
    ...path,
    states: [...way.map(({ state }) => state), ...rest],
    actors: order,
    ...(failingStep === undefined ? {} : { failingStep }),
  };
}

/** All that one more step of somebody who has one left leads to, with the fewest switches that each takes. */
function nextNodes(
  nodes: ReadonlyMap<string, Node>,
  names: readonly number[],
  interpreter: Interpreter,
): Map<string, Node> {
  const next = new Map<string, Node>();
  for (const node of nodes.values()) {
    interpreter.transitions(node.state, (actor, state) => {
      const at = names.indexOf(actor);
      if ((node.left[at] ?? 0) === 0) return;
      const left = node.left.map((count, i) => (i === at ? count - 1 : count));
      const switches = node.switches + (node.actor === -1 || node.actor === actor ? 0 : 1);
      const key = `${actor} ${left.join(' ')} ${state}`;
      const known = next.get(key);
      if (known === undefined || switches < known.switches) next.set(key, { state, actor, left, switches, from: node });
    });
  }
  return next;
}

/** Who takes each step, as a replay shows it: the first one whose step leads to the next state. */
function actorsOf(states: readonly StateKey[], interpreter: Interpreter): readonly number[] {
  return states.slice(1).map((target, i) => {
    let found = -1;
    interpreter.transitions(itemAt(states, i), (actor, state) => {
      if (found < 0 && state === target) found = actor;
    });
    return found;
  });
}

/** Who takes the step that violates something, where that is the last one. */
function lastActor({ states, failingStep, lastStep }: StatePath, interpreter: Interpreter): number | undefined {
  if (failingStep === undefined && lastStep === undefined) return undefined;
  const at = states.at(lastStep === undefined ? -1 : -2);
  const target = lastStep === undefined ? undefined : states.at(-1);
  const outcome =
    at === undefined
      ? undefined
      : interpreter.outcomes(at).find(({ step, state }) => step.id === (lastStep ?? failingStep) && state === target);
  return outcome?.actor.number;
}

function switchesIn(actors: readonly number[]): number {
  return actors.filter((actor, i) => i > 0 && actor !== actors[i - 1]).length;
}

function wayTo(node: Node): readonly Node[] {
  const way: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.from) way.unshift(at);
  return way;
}
