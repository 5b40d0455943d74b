import type { Automaton } from './automaton.ts';

/**
 * By state of an automaton, the number of the strongly connected part that it is in; undefined where no run that stays
 * in that part is accepted.
 */
export function acceptingParts({ states, acceptanceSets }: Automaton): readonly (number | undefined)[] {
  const reach = states.map((_, state) => {
    const reached = new Set([state]);
    for (const one of reached) for (const { to } of states[one] ?? []) reached.add(to);
    return reached;
  });
  // A part has the number of the first of its states.
  const parts = reach.map((reached, state) => reach.findIndex((back, other) => reached.has(other) && back.has(state)));
  const accepted = new Map<number, number>();
  states.forEach((transitions, state) => {
    for (const { to, accepts } of transitions) {
      const part = parts[state];
      if (part !== undefined && parts[to] === part) accepted.set(part, (accepted.get(part) ?? 0) | accepts);
    }
  });
  return parts.map((part) => (accepted.get(part) === 2 ** acceptanceSets - 1 ? part : undefined));
}
