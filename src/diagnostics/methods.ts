import type { Location } from '../text/source.ts';
import { diagnostic, type Diagnostic } from './diagnostic.ts';
import { replace } from './fixes.ts';

/** 2006: methods, which there are none of. */

/** What something is that other languages give methods. */
export type Receiver = 'sequence' | 'set' | 'map' | 'option' | 'other';

/** How a method is written here; `q` and `e` are the texts of what it is called on and with. */
interface Method {
  readonly names: string;
  readonly of: readonly Receiver[];
  readonly value?: (q: string, e: string) => string;
  /** Where it stands alone and changes what it is called on. */
  readonly statement?: (q: string, e: string) => string;
  /** What to say where neither is right by itself. */
  readonly hint?: string;
}

const methods: readonly Method[] = [
  {
    names: 'push append enqueue push_back add put send insert',
    of: ['sequence'],
    value: (q, e) => `push(${q}, ${e})`,
    statement: (q, e) => `${q} = push(${q}, ${e})`,
  },
  {
    names: 'add insert push put',
    of: ['set'],
    value: (q, e) => `${q} union {${e}}`,
    statement: (q, e) => `${q} |= {${e}}`,
  },
  {
    names: 'remove erase delete discard',
    of: ['set'],
    value: (q, e) => `${q} \\ {${e}}`,
    statement: (q, e) => `${q} \\= {${e}}`,
  },
  {
    names: 'pop dequeue pop_front shift recv receive',
    of: ['sequence'],
    statement: (q) => `${q} = tail(${q})`,
    hint: 'the first element is `head(q)`, and `q = tail(q);` takes it out: `atomic { let e = head(q); q = tail(q); }`',
  },
  {
    names: 'size len length count cardinality Len Cardinality',
    of: ['sequence', 'set'],
    value: (q) => `size(${q})`,
  },
  { names: 'empty is_empty isEmpty', of: ['sequence', 'set'], value: (q) => `size(${q}) == 0` },
  { names: 'head front first peek', of: ['sequence'], value: (q) => `head(${q})` },
  { names: 'tail rest', of: ['sequence'], value: (q) => `tail(${q})` },
  { names: 'last back top', of: ['sequence'], value: (q) => `last(${q})` },
  { names: 'contains has includes member', of: ['set'], value: (q, e) => `${e} in ${q}` },
  {
    names: 'contains has includes',
    of: ['sequence'],
    hint: 'write a quantifier over its places: `exists i in 0..2: i < size(q) && q[i] == e`, where q is a `seq[3]`',
  },
  { names: 'clear', of: ['sequence'], statement: (q) => `${q} = []` },
  { names: 'clear', of: ['set'], statement: (q) => `${q} = {}` },
  { names: 'union', of: ['set'], value: (q, e) => `${q} union ${e}` },
  { names: 'intersect intersection', of: ['set'], value: (q, e) => `${q} intersect ${e}` },
  { names: 'keys domain', of: ['map'], hint: 'the keys of a map are its key type: `K` where the map is `[K -> V]`' },
  {
    names: 'size len length',
    of: ['map'],
    hint: 'a map has a value for every key: count the keys with `count k in K: true`',
  },
  { names: 'get at', of: ['map', 'sequence'], value: (q, e) => `${q}[${e}]` },
  { names: 'is_some isSome has_value', of: ['option'], value: (q) => `${q} != none` },
  { names: 'is_none isNone', of: ['option'], value: (q) => `${q} == none` },
  {
    names: 'unwrap get value',
    of: ['option'],
    hint: 'take the value out with a pattern: `let some(v) = x else { … }`, or `x is some(v)`',
  },
];

/**
 * `queue.push(self)`, `queue.size`: a method of other languages.
 * @param at the name of the method
 * @param whole the whole call, or the whole access where nothing is called
 * @param role a call that stands alone is a statement
 */
export function methodOf(
  at: Location,
  whole: Location,
  receiver: Receiver,
  names: { readonly method: string; readonly object: string; readonly argument: string },
  role: 'statement' | 'value',
): Diagnostic | undefined {
  const { method, object, argument } = names;
  const known = methods.find((m) => m.of.includes(receiver) && m.names.split(' ').includes(method));
  if (known === undefined) return undefined;
  const isStatement = role === 'statement';
  const make = isStatement ? (known.statement ?? known.value) : known.value;
  const instead = make?.(object, argument === '' ? 'e' : argument);
  return diagnostic(
    'THPS2006',
    `${receiver === 'option' ? 'an' : 'a'} ${receiver} has no methods, so there is no '${method}' to call on it`,
    {
      at,
      hint: instead === undefined ? known.hint : `write \`${instead}${isStatement ? ';' : ''}\``,
      fixes: instead === undefined ? [] : [replace(`Write '${instead}'`, whole, instead)],
    },
  );
}

/** `x.f(a)` where f is a function or a procedure. */
export function calledOn(at: Location, whole: Location, name: string, object: string, given: string): Diagnostic {
  const instead = `${name}(${[object, given].filter((text) => text !== '').join(', ')})`;
  return diagnostic('THPS2006', `'${name}' is not a method: what it works on is its first argument`, {
    at,
    hint: `write \`${instead}\``,
    fixes: [replace(`Write '${instead}'`, whole, instead)],
  });
}
