import {
  block,
  br,
  brIf,
  call,
  type FunctionReference,
  get,
  i32,
  type Instruction,
  type Local,
  loop,
  memory,
  op,
  set,
  tee,
  when,
} from '../encoding/instructions.ts';
import { Locals, type WasmFunction } from '../encoding/module.ts';
import { GLOBALS, globalGet, globalSet } from './globals.ts';
import { AREA, BATCH, CONTROL } from './memory-map.ts';
import { type Poll, pollBetweenStates } from './poll.ts';
import { add, enoughRecords, extend, load, reference } from './store-code.ts';
import type { Runtime } from './runtime.ts';
import { FrontierCode } from './sleep-code.ts';

/** What is made of a state that is expanded. */
export interface Expansion {
  readonly actors: readonly FunctionReference[];
  /** `mayStop`: whether a state without successors is a proper termination. Absent where every one is. */
  readonly deadlocks: { readonly mayStop: FunctionReference; readonly stuck: FunctionReference } | undefined;
  /** Whether a constraint keeps a state from being expanded. Absent where there is none. */
  readonly isBeyond: FunctionReference | undefined;
}

/** The functions that expand states, and how the host drives them. */
export function loopFunctions(runtime: Runtime, expansion: Expansion, poll: Poll): WasmFunction[] {
  const { shared } = runtime.code.kind;
  const run = runFunction(runtime, expansion, poll);
  return [run, enterFunction(), ...(shared ? [workFunction(run.reference)] : [])];
}

/**
 * `run(from, to)`: expands states by number, all of them or as many as the host allows; returns the number of the next.
 * If a successor could not be stored, that is the state that has it, and nothing after that successor is counted as
 * generated.
 */
function runFunction(
  { code, flush, area }: Runtime,
  { actors, deadlocks, isBeyond }: Expansion,
  poll: Poll,
): WasmFunction {
  const { kind } = code;
  const locals = new Locals([
    { name: 'at', type: 'i32' },
    { name: 'to', type: 'i32' },
  ]);
  const at = locals.parameter(0);
  const to = locals.parameter(1);
  const address = locals.fresh(code.addressType, 'address');
  const outcomes = locals.fresh('i32', 'outcomes');
  const me = globalGet(GLOBALS.me);
  const total = (): Instruction => add(globalGet(GLOBALS.generated), globalGet(GLOBALS.failed));
  const frontier = new FrontierCode(code);
  const entry = {
    address: locals.fresh(code.addressType, 'entry'),
    parent: locals.fresh('i32', 'parent'),
    by: locals.fresh('i32', 'by'),
  };
  const sleeps = kind.masks > 0;
  const w: Local[] = Array.from({ length: kind.words }, () => locals.fresh('i32', 'w'));
  const isFull = load(CONTROL.full);
  const counted = op('select', load(CONTROL.generatedAtFull), globalGet(GLOBALS.generated), isFull);
  const generated = extend(
    kind.shared ? op('select', globalGet(GLOBALS.generated), counted, globalGet(GLOBALS.several)) : counted,
  );
  const body: Instruction[] = [
    block('end', (end) => [
      loop('next', (again) => [
        brIf(end, op('i32.ge_u', get(at), get(to))),
        globalSet(GLOBALS.current, get(at)),
        memory('i32.store', AREA.current, me, get(at)),
        set(address, code.state(code.base(CONTROL.store), get(at))),
        ...w.map((local, i) => set(local, memory('i32.load', i * 4, get(address)))),
        ...(sleeps ? frontier.begin(get(at), area, entry) : []),
        block('expanded', (expanded) => [
          ...(isBeyond ? [when(call(isBeyond, ...w.map(get)), [counts(GLOBALS.beyond, i32(1)), br(expanded)])] : []),
          set(outcomes, total()),
          ...actors.map((f) => call(f, ...w.map(get))),
          ...(deadlocks
            ? [
                when(op('i32.eq', total(), get(outcomes)), [
                  when(op('i32.eqz', call(deadlocks.mayStop, ...w.map(get))), [call(deadlocks.stuck, get(at))]),
                ]),
              ]
            : []),
        ]),
        ...(sleeps ? frontier.end(get(at), entry) : []),
        set(at, add(get(at), i32(1))),
        when(op('i32.eqz', load(CONTROL.full)), [...pollBetweenStates(poll, end), br(again)]),
        set(at, op('i32.sub', get(at), i32(1))),
      ]),
    ]),
    call(flush),
    addTo(CONTROL.generated, generated, kind),
    globalSet(GLOBALS.generated, i32(0)),
    ...(isBeyond
      ? [addTo(CONTROL.beyond, extend(globalGet(GLOBALS.beyond)), kind), globalSet(GLOBALS.beyond, i32(0))]
      : []),
    { kind: 'return', value: get(at) },
    { kind: 'unreachable' },
  ];
  return { reference: reference('run', ['i32', 'i32'], ['i32']), exported: true, locals: locals.declared, body };
}

function counts(global: number, more: Instruction): Instruction {
  return globalSet(global, add(globalGet(global), more));
}

/** Adds to a number of 64 bits that all workers have together. */
function addTo(address: number, more: Instruction, { shared }: Runtime['code']['kind']): Instruction {
  if (shared) return { kind: 'drop', value: memory('i64.atomic.rmw.add', address, i32(0), more) };
  return memory('i64.store', address, i32(0), op('i64.add', memory('i64.load', address, i32(0)), more));
}

/** `enter(area, several)`: sets which worker this instance is, and whether several are active from now on. */
function enterFunction(): WasmFunction {
  const locals = new Locals(['area', 'several'].map((name) => ({ name, type: 'i32' as const })));
  return {
    reference: reference('enter', ['i32', 'i32']),
    exported: true,
    locals: locals.declared,
    body: [
      globalSet(GLOBALS.me, get(locals.parameter(0))),
      globalSet(GLOBALS.several, get(locals.parameter(1))),
      globalSet(GLOBALS.batched, i32(0)),
      globalSet(GLOBALS.current, i32(-1)),
      // Initial states are found by nobody.
      globalSet(GLOBALS.by, i32(0)),
      globalSet(GLOBALS.enough, op('select', i32(BATCH), enoughRecords(load(CONTROL.count)), get(locals.parameter(1)))),
    ],
  };
}

/** `work()`: expands states of the level that no worker has claimed, until there are none. */
function workFunction(run: FunctionReference): WasmFunction {
  const locals = new Locals([]);
  const from = locals.fresh('i32', 'from');
  const to = locals.fresh('i32', 'to');
  const claim = memory('i32.atomic.rmw.add', CONTROL.cursor, i32(0), load(CONTROL.chunk));
  return {
    reference: reference('work', []),
    exported: true,
    locals: locals.declared,
    body: [
      block('end', (end) => [
        loop('next', (again) => [
          brIf(end, load(CONTROL.full)),
          brIf(end, op('i32.ge_u', tee(from, claim), load(CONTROL.frontierEnd))),
          set(to, add(get(from), load(CONTROL.chunk))),
          when(op('i32.gt_u', get(to), load(CONTROL.frontierEnd)), [set(to, load(CONTROL.frontierEnd))]),
          { kind: 'drop', value: call(run, get(from), get(to)) },
          br(again),
        ]),
      ]),
    ],
  };
}
