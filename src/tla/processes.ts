import type { Expr } from '../core/expression.ts';
import { itemAt } from '../core/lists.ts';
import { type ExprOf, nameFor, type Scope, type Translator } from './scope.ts';
import type { ProcessState } from './state.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';

/** What expressions say about processes: where they are, and what their locals are. */

/** Where a process is. */
export function pointOf(process: Tla, scope: Scope, { state }: Translator): Tla {
  const pc = tla.text(state.pc ?? 'pc');
  return tla.index(scope.isPrimed ? tla.prime(pc) : pc, process);
}

export function translateAt(expr: ExprOf<'at'>, scope: Scope, to: Translator): Tla {
  const { family, place } = expr;
  const process = to.state.processOf(family);
  const isDone = place.kind === 'done';
  if (process.family.instances.length === 0) return isDone ? tla.TRUE : tla.FALSE;
  const indices = expr.indices.map((e) => to.translate(e, scope));
  const holds = process.family.points.filter((point) => {
    switch (place.kind) {
      case 'done':
        return point.index === process.points.length - 1;
      case 'label':
        return point.labels.has(place.label.id);
      case 'procedure':
        return point.procedures.has(place.procedure.id);
    }
  });
  const texts = holds.map((point) => tla.string(itemAt(process.points, point.index)));
  const point = pointOf(to.vocabulary.process(family.name, indices), scope, to);
  const [only] = texts;
  const test = texts.length === 1 && only ? tla.equal(point, only) : tla.member(point, tla.set(texts));
  if (!only) return tla.FALSE;
  const exists = existence(process, expr.indices, scope, to);
  return isDone ? tla.implies(exists, test) : tla.and([exists, test]);
}

/** Whether there is an instance with these indices; `TRUE` where there always is. */
export function existence(process: ProcessState, indices: readonly Expr[], scope: Scope, to: Translator): Tla {
  const { family, instances } = process;
  const declared = to.vocabulary.processes.families[family.symbol.family]?.instances ?? [];
  const isFull = declared.every((one) => one.exists);
  if (instances === undefined || isFull) return tla.TRUE;
  const values = indices.map((e) => to.translate(e, scope));
  return tla.member(values.length === 1 ? itemAt(values, 0) : tla.tuple(values), instances);
}

/** The variables that a local lives in, with the control points where it does. */
export function placesOf(
  { family, locals }: ExprOf<'processLocal'>,
  { state }: Translator,
): readonly { readonly points: readonly Tla[]; readonly variable: string }[] {
  const process = state.processOf(family);
  const wanted = new Set(locals.map((l) => l.id));
  const byVariable = new Map<string, Tla[]>();
  for (const point of process.family.points) {
    const slot = point.live.find((one) => wanted.has(process.family.slots[one]?.symbol?.id ?? -1));
    const variable = slot === undefined ? undefined : process.locals.get(slot)?.name;
    if (variable === undefined) continue;
    const points = byVariable.get(variable) ?? [];
    points.push(tla.string(itemAt(process.points, point.index)));
    byVariable.set(variable, points);
  }
  return [...byVariable].map(([variable, points]) => ({ variable, points }));
}

export function translateProcessLocal(expr: ExprOf<'processLocal'>, scope: Scope, to: Translator): Tla {
  const indices = expr.indices.map((e) => to.translate(e, scope));
  const read = (variable: string): Tla => {
    const whole = scope.isPrimed ? tla.prime(tla.text(variable)) : tla.text(variable);
    return indices.length === 0 ? whole : tla.index(whole, ...indices);
  };
  const places = placesOf(expr, to);
  const [last, ...earlier] = [...places].reverse();
  if (!last) return tla.text(to.state.dead ?? '"dead"');
  const point = pointOf(to.vocabulary.process(expr.family.name, indices), scope, to);
  return earlier.reduce(
    (rest, { points, variable }) => tla.conditional(tla.member(point, tla.set(points)), read(variable), rest),
    read(last.variable),
  );
}

/** Every process that is not a daemon is at its end. */
export function allDone(scope: Scope, to: Translator): Tla {
  return tla.and(
    to.state.processes.flatMap(({ family, points, instances }) => {
      if (family.daemon || family.instances.length === 0) return [];
      const done = tla.string(itemAt(points, points.length - 1));
      if (instances === undefined)
        return [tla.equal(pointOf(to.vocabulary.process(family.symbol.name, []), scope, to), done)];
      const names = family.symbol.indices.map(nameFor);
      return [
        overInstances('\\A', names, instances, (indices) =>
          tla.equal(pointOf(to.vocabulary.process(family.symbol.name, indices), scope, to), done),
        ),
      ];
    }),
  );
}

/** `\A g \in S : …` of one index; of several over tuples of them. */
export function overInstances(
  op: '\\A' | '\\E',
  names: readonly Name[],
  instances: Tla,
  body: (indices: readonly Tla[]) => Tla,
): Tla {
  const [only] = names;
  if (names.length === 1 && only)
    return { kind: 'quantifier', op, name: only, set: instances, body: body([tla.named(only)]) };
  const key: Name = { base: 'i' };
  const indices = names.map((_, i) => tla.index(tla.named(key), tla.number(i + 1)));
  return { kind: 'quantifier', op, name: key, set: instances, body: body(indices) };
}
