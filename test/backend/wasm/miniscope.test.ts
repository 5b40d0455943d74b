import { describe, expect, it } from 'vitest';
import { narrowed } from '../../../src/backend/wasm/expressions/miniscope.ts';
import { bothExplore } from '../../differential/both-engines.ts';
import { compileOne } from '../../support/compile.ts';

/** All values of three elements and of one more number, one change at a time. */
const state = `spec s;
var a : [0..2 -> 0..2] = [_ in 0..2 -> 0];
var b : 0..2 = 0;
action element(i : 0..2) when a[i] < 2 { a[i] = a[i] + 1; }
action other when b < 2 { b = b + 1; }
terminates when true;
`;

/** Conditions on an element and on the rest of the state. Half of them fail in some states. */
const ofElement = ['a[x] == 1', '2 / a[x] == 1'];
const ofRest = ['b == 1', '2 / b == 1'];

function bodies(): string[] {
  return ['&&', '||', '=>'].flatMap((op) =>
    ofElement.flatMap((e) =>
      ofRest.flatMap((r) => [`${e} ${op} ${r}`, `${r} ${op} ${e}`].flatMap((body) => [`(${body})`, `!(${body})`])),
    ),
  );
}

describe('a quantifier around one side', () => {
  it('has the same value, fails in the same states and meets the same left sides as one around both', async () => {
    const all = bodies();
    expect(all).toHaveLength(48);
    for (const quantifier of ['forall', 'exists'])
      for (const set of ['0..2', '{ 1 }', '{}'])
        for (let i = 0; i < all.length; i += 12) {
          const properties = all
            .slice(i, i + 12)
            .map((body, n) => `invariant p${n} = b == 0 && a[0] == 0 || (${quantifier} x in ${set}: ${body});`);
          const compiled = compileOne(`${state}${properties.join('\n')}\n`);
          expect(await bothExplore(compiled, { exhaustive: true }, { exact: {} })).toBe('same');
        }
  });

  it('is the same for two names of which each is on one side', async () => {
    const properties = ['&&', '||', '=>'].flatMap((op) =>
      ['forall', 'exists'].map((quantifier) => `${quantifier} x in 0..2, y in 0..2: !(a[x] == 1 ${op} 2 / a[y] == 2)`),
    );
    const text = properties.map((body, n) => `reachable p${n} = b == 1 && (${body});`).join('\n');
    expect(await bothExplore(compileOne(`${state}${text}\n`), { exhaustive: true }, { exact: {} })).toBe('same');
  });
});

describe('what is moved out of a quantifier', () => {
  const moved = (body: string): string | undefined => {
    const { system } = compileOne(`${state}invariant p = ${body};\n`);
    const symbol = system.properties.find(({ name }) => name === 'p');
    if (symbol?.body.kind !== 'quantifier') throw new Error('no quantifier');
    const { left, right, isNegated } = narrowed(symbol.body) ?? {};
    if (!left || !right) return undefined;
    const show = (e: typeof left): string => (e.kind === 'quantifier' ? e.quantifier : '-');
    return `${isNegated ? 'not ' : ''}${show(left)} ${show(right)}`;
  };

  it.each([
    ['forall x in 0..2: b == 1 || a[x] == 1', '- forall'],
    ['forall x in 0..2: a[x] == 1 || b == 1', 'forall -'],
    ['forall x in 0..2: a[x] == 1 => b == 1', 'exists -'],
    ['forall x in 0..2: !(a[x] == 1 && b == 1)', 'not exists -'],
    ['exists x in 0..2: a[x] == 1 && b == 1', 'exists -'],
    ['exists x in 0..2: b == 1 => a[x] == 1', '- exists'],
  ])('is a side of %s: %s', (body, sides) => {
    expect(moved(body)).toBe(sides);
  });

  it.each([
    // The right side would be evaluated less often.
    'forall x in 0..2: a[x] == 1 && b == 1',
    'exists x in 0..2: a[x] == 1 || b == 1',
    'exists x in 0..2: a[x] == 1 => b == 1',
    'forall x in 0..2: a[x] == 1 || a[b] == x',
    'forall x in 0..2: a[x] == 1',
  ])('is nothing of %s', (body) => {
    expect(moved(body)).toBeUndefined();
  });
});
