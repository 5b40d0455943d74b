import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesOf } from '../../src/core/enumerate.ts';
import { formatValue } from '../../src/core/format.ts';
import type { Type } from '../../src/core/types.ts';
import { valueData, valueText } from '../../src/result/values.ts';

const bool: Type = { kind: 'bool' };
const slot: Type = { kind: 'enum', name: 'Slot', members: ['hole', 'huge'] };
const tid: Type = { kind: 'symmetric', name: 'Tid', size: 2 };
const process: Type = {
  kind: 'process',
  families: [{ name: 'getter', indexTypes: [bool], first: 0, instances: [{ indices: [1], exists: true }] }],
};

/** Types with few values. */
const { type } = fc.letrec<{ readonly type: Type }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom<Type>(bool, { kind: 'int', low: -1, high: 1 }, slot, tid, process),
    tie('type').map((element): Type => ({ kind: 'option', element })),
    fc.tuple(tie('type'), tie('type')).map((elements): Type => ({ kind: 'tuple', elements })),
    tie('type').map((of): Type => ({ kind: 'struct', name: 'Page', fields: [{ name: 'some', type: of }] })),
    tie('type').map((of): Type => ({
      kind: 'union',
      name: 'Entry',
      variants: [
        { name: 'swap', payload: [] },
        { name: 'page', payload: [{ type: of }, { type: bool }] },
      ],
    })),
    tie('type').map((value): Type => ({ kind: 'map', key: bool, value })),
    fc.constantFrom<Type>(bool, slot).map((element): Type => ({ kind: 'set', element })),
    fc.constantFrom<Type>(bool, tid).map((element): Type => ({ kind: 'seq', capacity: 2, element })),
  ),
}));

describe('a value as data', () => {
  it('has the same text as the value, also after it was written to a file', () => {
    fc.assert(
      fc.property(type, (of) => {
        for (const value of valuesOf(of).slice(0, 50)) {
          const data = valueData(value, of);
          expect(valueText(JSON.parse(JSON.stringify(data)) as typeof data)).toBe(formatValue(value, of));
        }
      }),
    );
  });

  it('says itself what it is', () => {
    const page: Type = {
      kind: 'struct',
      name: 'Page',
      fields: [
        { name: 'refs', type: { kind: 'int', low: 0, high: 3 } },
        { name: 'lock', type: { kind: 'option', element: slot } },
      ],
    };
    expect(valueData([2, [0]], page)).toEqual({ '#struct': 'Page', refs: 2, lock: null });
    expect(valueData([2, [1, 1]], page)).toEqual({ '#struct': 'Page', refs: 2, lock: { '#some': 'huge' } });
    expect(valueData([[0], [1, 0]], { kind: 'map', key: bool, value: { kind: 'option', element: bool } })).toEqual({
      '#map': [
        [false, null],
        [true, { '#some': false }],
      ],
    });
    expect(valueData([0, 1], { kind: 'set', element: bool })).toEqual({ '#set': [false, true] });
    expect(valueData([0, 1], { kind: 'tuple', elements: [bool, bool] })).toEqual({ '#tup': [false, true] });
    expect(valueData([0, 1], { kind: 'seq', capacity: 3, element: bool })).toEqual([false, true]);
  });
});
