import { type Edit, labelled, type Paper } from './edits-by-hand.ts';
import { declaresHere, namesIn } from './names-by-hand.ts';
import type { Decide } from './decide.ts';

/**
 * Random edits of one to three labelled statements, most of them of one body, so that they often touch each other. Few
 * contradict each other, and those that declare locals, on which others depend, are edited more than their share.
 */
export function randomEdits(decide: Decide, { bodies }: Paper): readonly Edit[] {
  const of = <X>(list: readonly X[]): X => list[decide(0, list.length - 1)]!;
  const places = [...bodies].flatMap(([owner, body]) => {
    const pieces = labelled(body);
    return pieces.size === 0 ? [] : [{ owner, pieces }];
  });
  if (places.length === 0) return [];
  const favourite = of(places);
  const edits: Edit[] = [];
  for (let count = decide(1, 3); count > 0; count--) {
    const { owner, pieces } = decide(0, 3) === 0 ? of(places) : favourite;
    const careless = decide(0, 19) === 0;
    const free = [...pieces].filter(([label]) => careless || edits.every((one) => one.label !== label));
    const declaring = free.filter(([, piece]) => declaresHere(piece));
    if (free.length === 0) continue;
    const [label, piece] = of(declaring.length > 0 && decide(0, 1) === 0 ? declaring : free);
    const inside = labelled(piece);
    const others = [...pieces].filter(([other]) => other !== label && (careless || !inside.has(other)));
    const beside = others.filter(([, other]) => other.around === piece.around);
    const after = beside.length > 0 && decide(0, 1) === 0 ? beside : others;
    edits.push(after.length === 0 || decide(0, 4) === 0 ? { owner, label } : { owner, label, after: of(after)[0] });
  }
  return edits;
}

/** As a check writes them: all that is left out, then all that is moved. */
export function writtenEdits(edits: readonly Edit[]): string {
  const clause = (word: string, list: readonly string[]): string =>
    list.length === 0 ? '' : ` ${word} ${list.join(', ')}`;
  const without = edits.filter(({ after }) => after === undefined);
  const moving = edits.filter(({ after }) => after !== undefined);
  return (
    clause(
      'without',
      without.map(({ owner, label }) => `${owner}.${label}`),
    ) +
    clause(
      'moving',
      moving.map(({ owner, label, after }) => `${owner}.${label} after ${owner}.${after!}`),
    )
  );
}

/**
 * The same spec with names that stand for as many declarations as can be: each local is called by the number of locals
 * around it, so that those of two blocks often share a name.
 */
export function withSharedNames({ text, bodies }: Paper): string {
  const names: { readonly start: number; readonly end: number; readonly name: string }[] = [];
  for (const body of bodies.values()) {
    const { depths, meanings } = namesIn(body, namesOfLocals(text));
    for (const [{ span }, depth] of depths) names.push({ ...span, name: `n${depth}` });
    for (const [{ kind, span }, declaration] of meanings)
      if (kind === 'name') names.push({ ...span, name: `n${depths.get(declaration)!}` });
  }
  let shared = text;
  for (const { start, end, name } of names.sort((a, b) => b.start - a.start))
    shared = shared.slice(0, start) + name + shared.slice(end);
  return shared;
}

/** What `randomControl` calls locals. */
export function namesOfLocals(text: string): ReadonlySet<string> {
  return new Set(text.match(/\bn\d+\b/g));
}
