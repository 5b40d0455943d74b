import { type ForeignState, type ForeignTrace, MAX_NESTING, NoTrace, type TlaValue } from './value.ts';

/**
 * Traces in JSON: what TLC writes with `-dumpTrace json` (module _JsonTrace of https://github.com/tlaplus/tlaplus, values as
 * Json.java of the community modules writes them), or the Informal Trace Format of Apalache and Quint (ADR 015 of Apalache).
 * @throws NoTrace
 */
export function readJsonTrace(text: string): ForeignTrace {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (problem) {
    throw new NoTrace(
      `it begins like JSON and is none: ${problem instanceof Error ? problem.message : 'it is broken'}`,
    );
  }
  if (isObject(root) && Array.isArray(root['states'])) return itfTrace(root, root['states']);
  const dump = isObject(root) && isObject(root['counterexample']) ? root['counterexample'] : root;
  if (isObject(dump) && Array.isArray(dump['state'])) return tlcTrace(dump['state'], dump['action']);
  if (Array.isArray(root) && root.length > 0 && root.every(isObject))
    return { states: root.map((one, i) => ({ variables: variablesOf(one, `state ${i + 1}`) })) };
  throw new NoTrace('its JSON has neither the `state` of a counterexample of TLC nor the `states` of an ITF trace');
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function variablesOf(state: Json, where: string): ReadonlyMap<string, TlaValue> {
  // Names with `#` are about the state, those with `::` are what Quint adds to it.
  const names = Object.keys(state).filter((name) => !name.startsWith('#') && !name.includes('::'));
  return new Map(
    names.map((name) => {
      try {
        return [name, valueOf(state[name], 0)];
      } catch (problem) {
        throw problem instanceof NoTrace ? new NoTrace(`${where}: ${name}: ${problem.message}`) : problem;
      }
    }),
  );
}

// ------------------------------------------------------------------------------------------------ TLC

/** `state`: pairs of a number and a record; `action`: triples of such a pair, an action, and such a pair. */
function tlcTrace(pairs: readonly unknown[], actions: unknown): ForeignTrace {
  const numbered = pairs.map((pair, i) => {
    const [number, state] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof number !== 'number' || !isObject(state))
      throw new NoTrace(`\`state\` has something at ${i} that is no pair of a number and a state`);
    return { number, state };
  });
  numbered.sort((a, b) => a.number - b.number);
  if (numbered.length === 0) throw new NoTrace('it has no state');
  const first = numbered[0]?.number ?? 1;
  if (numbered.some(({ number }, i) => number !== first + i)) throw new NoTrace('the numbers of its states have gaps');
  const moves = movesOf(actions);
  const states = numbered.map(({ number, state }): ForeignState => {
    const by = moves.find(({ from, to }) => to === number && from < to)?.by;
    return { variables: variablesOf(state, `state ${number}`), ...(by === undefined ? {} : { by }) };
  });
  const closing = moves.find(({ from, to }) => to <= from);
  const module = moves.find((one) => one.module !== undefined)?.module;
  return {
    states,
    ...(closing === undefined ? {} : { loop: loopOf(closing, first, states.length) }),
    ...(module === undefined ? {} : { module }),
  };
}

function loopOf({ from, to, by }: Move, first: number, count: number): NonNullable<ForeignTrace['loop']> {
  if (from === to) return 'stutters';
  if (to < first || to >= first + count) throw new NoTrace(`there is no state ${to} to go back to`);
  return { to: to - first, ...(by === undefined ? {} : { by }) };
}

interface Move {
  readonly from: number;
  readonly to: number;
  readonly by?: string;
  readonly module?: string;
}

function movesOf(actions: unknown): readonly Move[] {
  if (!Array.isArray(actions)) return [];
  return actions.flatMap((one: unknown): readonly Move[] => {
    const [before, action, after] = Array.isArray(one) ? (one as readonly unknown[]) : [];
    const [from, to] = [before, after].map((end) => (Array.isArray(end) ? (end as readonly unknown[])[0] : undefined));
    if (typeof from !== 'number' || typeof to !== 'number') return [];
    const { name, location } = isObject(action) ? action : {};
    const module = isObject(location) ? location['module'] : undefined;
    return [
      {
        from,
        to,
        ...(typeof name === 'string' ? { by: name } : {}),
        ...(typeof module === 'string' ? { module } : {}),
      },
    ];
  });
}

// ------------------------------------------------------------------------------------------------ ITF

function itfTrace({ loop, vars }: Json, all: readonly unknown[]): ForeignTrace {
  const named = Array.isArray(vars) ? vars.filter((one): one is string => typeof one === 'string') : undefined;
  const states = all.map((state, i): ForeignState => {
    if (!isObject(state)) throw new NoTrace(`\`states\` has something at ${i} that is no state`);
    const known = Object.entries(state).filter(([name]) => named === undefined || named.includes(name));
    return { variables: variablesOf(Object.fromEntries(known), `state ${i + 1}`) };
  });
  if (states.length === 0) throw new NoTrace('it has no state');
  if (loop === undefined || loop === null) return { states };
  if (typeof loop !== 'number' || !Number.isInteger(loop) || loop < 0 || loop >= states.length)
    throw new NoTrace(`there is no state ${JSON.stringify(loop)} for its \`loop\``);
  return { states, loop: { to: loop } };
}

// --------------------------------------------------------------------------------------------- values

/** @throws NoTrace */
function valueOf(value: unknown, depth: number): TlaValue {
  if (depth > MAX_NESTING) throw new NoTrace('its values are nested too deeply');
  const all = (parts: readonly unknown[]): readonly TlaValue[] => parts.map((one) => valueOf(one, depth + 1));
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'number') return { kind: 'integer', value };
  if (typeof value === 'string') return { kind: 'word', text: value };
  if (Array.isArray(value)) return { kind: 'elements', are: 'either', elements: all(value) };
  if (!isObject(value)) throw new NoTrace('`null` is no value');
  const { '#bigint': integer, '#tup': tuple, '#set': set, '#map': map, '#unserializable': other } = value;
  if (typeof integer === 'string') {
    if (!/^-?\d+$/.test(integer)) throw new NoTrace(`'${integer}' is no number`);
    return { kind: 'integer', value: Number(integer) };
  }
  if (Array.isArray(tuple)) return { kind: 'elements', are: 'sequence', elements: all(tuple) };
  if (Array.isArray(set)) return { kind: 'elements', are: 'set', elements: all(set) };
  if (Array.isArray(map)) {
    const entries = map.map((pair: unknown): readonly [TlaValue, TlaValue] => {
      const [key, of] = all(Array.isArray(pair) ? pair : []);
      if (key === undefined || of === undefined) throw new NoTrace('a `#map` has something that is no pair');
      return [key, of];
    });
    return { kind: 'function', entries };
  }
  if (other !== undefined) throw new NoTrace('a value in it could not be written (`#unserializable`)');
  const members = new Map(Object.entries(value).map(([name, of]) => [name, valueOf(of, depth + 1)]));
  return { kind: 'members', are: 'either', members };
}
