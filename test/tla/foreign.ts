import type { ForeignTrace, TlaValue } from '../../src/tla/traces/value.ts';

/** A trace in the other forms, as their checkers write it, so that tests have them without these checkers. */

/** As TLC writes it with `-dumpTrace json`: sets and sequences are arrays, keys of functions are texts. */
export function asTlcJson({ states, loop, module = '?' }: ForeignTrace): string {
  const pairs = states.map(({ variables }, i) => [
    i + 1,
    Object.fromEntries([...variables].map(([n, v]) => [n, tlc(v)])),
  ]);
  const move = (from: number, to: number, name = 'Next'): unknown => [
    pairs[from],
    { name, location: { beginLine: 1, beginColumn: 1, endLine: 1, endColumn: 2, module } },
    pairs[to],
  ];
  const forwards = states.slice(1).map(({ by }, i) => move(i, i + 1, by));
  const last = states.length - 1;
  const back = loop === undefined ? [] : [loop === 'stutters' ? move(last, last) : move(last, loop.to, loop.by)];
  return JSON.stringify({ counterexample: { state: pairs, action: [...forwards, ...back] }, vars: [] });
}

function tlc(value: TlaValue): unknown {
  switch (value.kind) {
    case 'boolean':
    case 'integer':
      return value.value;
    case 'word':
      return value.text;
    case 'elements':
      return value.elements.map(tlc);
    case 'members':
      return Object.fromEntries([...value.members].map(([key, of]) => [key, tlc(of)]));
    case 'function':
      return Object.fromEntries(value.entries.map(([key, of]) => [keyText(key), tlc(of)]));
  }
}

/** A string as it is, everything else as TLC prints it. */
function keyText(key: TlaValue): string {
  return key.kind === 'word' ? key.text : printed(key);
}

function printed(value: TlaValue): string {
  switch (value.kind) {
    case 'boolean':
      return value.value ? 'TRUE' : 'FALSE';
    case 'integer':
      return String(value.value);
    case 'word':
      // What is no name cannot be a model value.
      return /^\w+_\d+$/.test(value.text) ? value.text : JSON.stringify(value.text);
    case 'elements':
      return value.are === 'set'
        ? `{${value.elements.map(printed).join(', ')}}`
        : `<<${value.elements.map(printed).join(', ')}>>`;
    case 'members':
      return `[${[...value.members].map(([key, of]) => `${key} |-> ${printed(of)}`).join(', ')}]`;
    case 'function':
      return `(${value.entries.map(([key, of]) => `${printed(key)} :> ${printed(of)}`).join(' @@ ')})`;
  }
}

/** In the Informal Trace Format. */
export function asItf({ states, loop }: ForeignTrace): string {
  const last = states.length - 1;
  return JSON.stringify({
    '#meta': { format: 'ITF' },
    vars: [...(states[0]?.variables.keys() ?? [])],
    states: states.map(({ variables }, index) => ({
      '#meta': { index },
      ...Object.fromEntries([...variables].map(([name, value]) => [name, itf(value)])),
    })),
    ...(loop === undefined ? {} : { loop: loop === 'stutters' ? last : loop.to }),
  });
}

function itf(value: TlaValue): unknown {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'integer':
      return { '#bigint': String(value.value) };
    case 'word':
      return value.text;
    case 'elements':
      return value.are === 'set' ? { '#set': value.elements.map(itf) } : { '#tup': value.elements.map(itf) };
    case 'members':
      return Object.fromEntries([...value.members].map(([key, of]) => [key, itf(of)]));
    case 'function':
      return { '#map': value.entries.map(([key, of]) => [itf(key), itf(of)]) };
  }
}
