import type { EnumType, IntType, MapType, OptionType, Type, Value } from '../../src/core/types.ts';
import type { CallView, ExecutedStatement, StateView, Trace, TraceStep } from '../../src/trace/trace.ts';
import { at, makeSource } from './places.ts';

/** The story of the huge page that is frozen while others can see it, by hand: what a reconstruction gives. */

const spec = makeSource(
  'specs/collapse.thps',
  `spec collapse;
process getter[g: 0..0] {
  loop {
    pick i in OldId;
  again:
    if !get_page_unless_zero(new) { goto again; }
  }
}
process khugepaged {
  page_ref_freeze(new, 1);
  for i in OldId {
    cache[i] = huge;
  }
}
`,
);
const page = makeSource(
  'kernel/page.thps',
  `library kernel.page;
proc page_ref_freeze(ref r: Refs, n: Refs) {
  await r == n;
  r = 0;
}
proc get_page_unless_zero(ref r: Refs): bool {
  let got = r != 0;
  return got;
}
`,
);

const refs: IntType = { kind: 'int', low: 0, high: 3 };
const oldId: IntType = { kind: 'int', low: 0, high: 1 };
const slot: EnumType = { kind: 'enum', name: 'Slot', members: ['hole', 'huge'] };
const cacheType: MapType = { kind: 'map', key: oldId, value: slot };
const flag: OptionType = { kind: 'option', element: { kind: 'bool' } };

function state(
  newRefs: number,
  cache: readonly number[],
  points: readonly [string, string],
  locals: Locals,
): StateView {
  const local = (name: string, type: Type, value: Value | undefined) =>
    value === undefined ? [] : [{ name, type, value }];
  return {
    variables: [
      { name: 'new', type: refs, value: newRefs, ghost: false },
      { name: 'cache', type: cacheType, value: cache, ghost: false },
      { name: 'seen', type: flag, value: [0], ghost: true },
    ],
    processes: [
      {
        name: 'getter[0]',
        point: points[0],
        at: at(spec, 'loop'),
        indices: [],
        locals: local('i', oldId, locals.getter),
      },
      {
        name: 'khugepaged',
        point: points[1],
        at: at(spec, 'for'),
        indices: [],
        locals: local('i', oldId, locals.khugepaged),
      },
    ],
  };
}

interface Locals {
  readonly getter?: number;
  readonly khugepaged?: number;
}

const freeze: CallView = {
  procedure: 'page_ref_freeze',
  text: 'page_ref_freeze(new, 1)',
  callAt: at(spec, 'page_ref_freeze(new, 1)'),
  id: 1,
  began: true,
  ended: true,
};
const get: CallView = {
  procedure: 'get_page_unless_zero',
  text: 'get_page_unless_zero(new)',
  callAt: at(spec, 'get_page_unless_zero(new)'),
  id: 2,
  began: true,
  ended: true,
  result: 'false',
};

function ran(
  location: ExecutedStatement['at'],
  role: ExecutedStatement['role'],
  stack: readonly CallView[] = [],
  note?: string,
): ExecutedStatement {
  const text = location.source.text.slice(location.span.start, location.span.end);
  return { at: location, text, role, stack, ...(note === undefined ? {} : { note }) };
}

const initial = state(1, [0, 0], ['start', 'start'], {});
const steps: readonly TraceStep[] = [
  {
    actor: 'khugepaged',
    kind: 'process',
    from: 'start',
    to: 'line 12',
    statements: [ran(at(page, 'await r == n'), 'visible', [freeze]), ran(at(page, 'r = 0'), 'local', [freeze])],
    changes: [
      { path: 'new', before: '1', after: '0', scope: 'shared' },
      { path: 'khugepaged.i', after: '0', scope: 'local' },
    ],
    state: state(0, [0, 0], ['start', 'line 12'], { khugepaged: 0 }),
  },
  {
    actor: 'khugepaged',
    kind: 'process',
    from: 'line 12',
    to: 'line 12',
    statements: [ran(at(spec, 'cache[i] = huge'), 'visible')],
    changes: [
      { path: 'cache[0]', before: 'hole', after: 'huge', scope: 'shared' },
      { path: 'khugepaged.i', before: '0', after: '1', scope: 'local' },
    ],
    state: state(0, [1, 0], ['start', 'line 12'], { khugepaged: 1 }),
  },
  {
    actor: 'getter[0]',
    kind: 'process',
    from: 'start',
    to: 'again',
    statements: [
      ran(at(spec, 'pick i in OldId'), 'choice', [], 'i = 0'),
      ran(at(page, 'let got = r != 0'), 'visible', [get]),
      ran(at(page, 'return got'), 'local', [get]),
      ran(at(spec, 'goto again'), 'local'),
    ],
    changes: [{ path: 'getter[0].i', after: '0', scope: 'local' }],
    state: state(0, [1, 0], ['again', 'line 12'], { getter: 0, khugepaged: 1 }),
  },
];

export const lockUp: Trace = { initial, steps };

/** The same, ended by an assertion that fails in the last step. */
export const failing: Trace = {
  initial,
  steps: [
    steps[0]!,
    {
      ...steps[1]!,
      changes: [],
      failure: { message: 'assertion fails: "the page is frozen"', at: at(spec, 'cache[i]') },
    },
  ],
};

export const specText = `${spec.text}\n${page.text}`;
