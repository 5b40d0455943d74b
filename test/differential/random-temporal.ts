import type { Decide } from './decide.ts';
import type { Extension } from './random-spec.ts';

/** Random fairness, and temporal properties with all operators. */
export function randomTemporal(decide: Decide): Extension {
  const of = <X>(list: readonly X[]): X => list[decide(0, list.length - 1)]!;
  let bound = 0;
  return {
    clause: (owner, condition) => {
      const own = { p: 'p[i] at work', q: 'some(self) == some(q)', tick: 'x0 == k' }[owner];
      return of([
        () => '',
        () => 'fair ',
        () => 'fair ',
        () => 'strong fair ',
        () => `fair while (${condition()}) `,
        () => `fair while (${of([own, 'm[1] > 0', 'q at done'])}) `,
      ])();
    },
    body: (block) => (decide(0, 2) === 0 ? `{ work: ${block} }` : `{ loop { skip; work: ${block} } }`),
    properties: (condition, hasAction) => {
      const state = (name: string | undefined): string =>
        of([
          condition,
          () => of(['x0 < 2', 'x0 == 2', 'm[x0 * 2] > 0']),
          () => `${name ?? 'x0'} == ${decide(0, 2)}`,
          () => `m[${name ?? '2'}] > ${decide(0, 2)}`,
          () => of(['q at done', 'q at work', 'p[0] at work', `p[x0 % 2] at work`, 'p[1] at done', 'all_done']),
          () => `enabled(${of(['q', 'p[0]', 'p[x0 % 2]', ...(name === undefined ? [] : [`p[${name} % 2]`])])})`,
          () => (hasAction ? `enabled(tick(${name ?? of(['0', 'x0', '2'])}))` : 'x0 != 1'),
        ])();
      const formula = (depth: number, name: string | undefined): string => {
        if (depth <= 0) return `(${state(name)})`;
        const inner = (): string => formula(depth - decide(1, 2), name);
        return of([
          () => `(!${inner()})`,
          () => `(always ${inner()})`,
          () => `(always eventually ${inner()})`,
          () => `(eventually ${inner()})`,
          () => `(eventually always ${inner()})`,
          () => `(${inner()} && ${inner()})`,
          () => `(${inner()} || ${inner()})`,
          () => `(${inner()} => ${inner()})`,
          () => `(${inner()} <=> ${inner()})`,
          () => `(${inner()} until ${inner()})`,
          () => `(${inner()} ~> ${inner()})`,
          () => `(if ${condition()} then ${inner()} else ${inner()})`,
          () => {
            const fresh = `r${bound++}`;
            const set = of(['0..1', '{0, 2}', '{ s in 0..2: m[s] > x0 }', 'x0..2', `{x0}`]).replaceAll(
              's',
              `s${bound}`,
            );
            return `(${of(['forall', 'exists'])} ${fresh} in ${set}: ${formula(depth - decide(1, 2), fresh)})`;
          },
        ])();
      };
      return [`temporal l0 = ${formula(decide(1, 3), undefined)};`, `temporal l1 = ${formula(2, undefined)};`];
    },
  };
}
