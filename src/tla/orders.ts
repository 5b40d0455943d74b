import { valuesOf } from '../core/enumerate.ts';
import { sameType } from '../core/relations.ts';
import type { Type } from '../core/types.ts';
import { fieldName } from './names.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The order of values (language.md, section 4), which TLA+ has for integers only, and what depends on it. */
export class Orders {
  readonly #vocabulary: Vocabulary;
  readonly #orders: { readonly type: Type; readonly name: string }[] = [];
  readonly #positions: { readonly type: Type; readonly name: string }[] = [];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** `a < b` in the order of the language (section 4). */
  less(type: Type, a: Tla, b: Tla): Tla {
    return type.kind === 'int' ? tla.infix(a, '<', b) : tla.apply(this.#orderOf(type), a, b);
  }

  /** The least, or the greatest, element of a set that has one. */
  extreme(type: Type, of: Tla, which: 'least' | 'greatest'): Tla {
    if (type.kind === 'int') {
      const op = which === 'least' ? '<=' : '>=';
      return this.#vocabulary.call(
        which === 'least' ? 'Min' : 'Max',
        ['S'],
        (s) => extremeBy(s, (a, b) => tla.infix(a, op, b)),
        [of],
      );
    }
    const binding = { name: { base: 'S' }, value: of };
    const s = tla.use(binding);
    const body = extremeBy(s, (a, b) =>
      tla.or([tla.equal(a, b), which === 'least' ? this.less(type, a, b) : this.less(type, b, a)]),
    );
    return tla.bind(binding, body);
  }

  /** The sum of a function over its domain. */
  sum(of: Tla): Tla {
    const name = this.#vocabulary.helper('SumOver', ['f', 'S'], (f, s, self) => {
      const one = {
        name: { base: 'x' },
        value: { kind: 'quantifier', op: 'CHOOSE', name: { base: 'x' }, set: s, body: tla.TRUE } as const,
      };
      const rest = tla.infix(s, '\\', tla.set([tla.use(one)]));
      const sum = tla.infix(tla.index(f, tla.use(one)), '+', tla.apply(self, f, rest));
      return tla.conditional(tla.equal(s, tla.set([])), tla.number(0), tla.bind(one, sum));
    });
    return this.#vocabulary.call('Sum', ['f'], (f) => tla.apply(name, f, tla.prefix('DOMAIN', f)), [of]);
  }

  #orderOf(type: Type): string {
    const known = this.#orders.find((one) => sameType(one.type, type));
    if (known) return known.name;
    const a: Name = { base: 'a' };
    const b: Name = { base: 'b' };
    const body = this.#lessBody(type, tla.named(a), tla.named(b));
    const name = this.#vocabulary.names.give(`Less_${'name' in type ? type.name : type.kind}`);
    this.#orders.push({ type, name });
    this.#vocabulary.helpers.push({ name, parameters: [a, b], body });
    return name;
  }

  #lessBody(type: Type, a: Tla, b: Tla): Tla {
    switch (type.kind) {
      case 'bool':
        return tla.and([tla.not(a), b]);
      case 'enum':
      case 'symmetric':
      case 'process': {
        const position = this.#positionIn(type);
        return tla.infix(tla.apply(position, a), '<', tla.apply(position, b));
      }
      case 'struct':
        return this.#lexicographic(
          type.fields.map((f) => ({ type: f.type, of: (v: Tla) => tla.field(v, fieldName(f.name)) })),
          a,
          b,
        );
      case 'tuple':
        return this.#lexicographic(
          type.elements.map((element, i) => ({ type: element, of: (v: Tla) => tla.index(v, tla.number(i + 1)) })),
          a,
          b,
        );
      case 'option':
        return tla.and([
          tla.infix(b, '#', tla.NOTHING),
          tla.or([
            tla.equal(a, tla.NOTHING),
            this.less(type.element, this.#vocabulary.payload(a, type, 1, 0), this.#vocabulary.payload(b, type, 1, 0)),
          ]),
        ]);
      case 'union':
        return this.#lessUnion(type, a, b);
      case 'map':
        return this.#lessMap(type, a, b);
      case 'set':
        return this.#lessSet(type, a, b);
      case 'seq':
        return this.#lessSequence(type, a, b);
      case 'int':
        return tla.infix(a, '<', b);
      case 'never':
      case 'opaque':
      case 'formula':
        return tla.FALSE;
    }
  }

  /** Values of a type without parts, counted in its order. */
  #positionIn(type: Type): string {
    const known = this.#positions.find((one) => sameType(one.type, type));
    if (known) return known.name;
    const order = tla.tuple(valuesOf(type).map((v) => this.#vocabulary.value(v, type)));
    const name = this.#vocabulary.names.give(`Position_${'name' in type ? type.name : 'Process'}`);
    this.#positions.push({ type, name });
    const value: Name = { base: 'v' };
    const binding = { name: { base: 'order' }, value: order };
    const place: Name = { base: 'i' };
    const found = tla.equal(tla.index(tla.use(binding), tla.named(place)), tla.named(value));
    const position: Tla = {
      kind: 'quantifier',
      op: 'CHOOSE',
      name: place,
      set: tla.prefix('DOMAIN', tla.use(binding)),
      body: found,
    };
    this.#vocabulary.helpers.push({ name, parameters: [value], body: tla.bind(binding, position) });
    return name;
  }

  #lexicographic(parts: readonly { readonly type: Type; readonly of: (value: Tla) => Tla }[], a: Tla, b: Tla): Tla {
    const [first, ...rest] = parts;
    if (!first) return tla.FALSE;
    const here = this.less(first.type, first.of(a), first.of(b));
    const later = this.#lexicographic(rest, a, b);
    return tla.or([here, tla.and([tla.equal(first.of(a), first.of(b)), later])]);
  }

  #lessUnion(type: Extract<Type, { kind: 'union' }>, a: Tla, b: Tla): Tla {
    const cases = type.variants.map(({ payload }, tag) => {
      const isHere = this.#vocabulary.isVariant(a, type, tag);
      const parts = payload.map((p, i) => ({
        type: p.type,
        of: (v: Tla) => this.#vocabulary.payload(v, type, tag, i),
      }));
      const later = type.variants.map((_, other) => other).filter((other) => other > tag);
      const within = tla.and([this.#vocabulary.isVariant(b, type, tag), this.#lexicographic(parts, a, b)]);
      return tla.and([isHere, tla.or([...later.map((other) => this.#vocabulary.isVariant(b, type, other)), within])]);
    });
    return tla.or(cases);
  }

  #lessMap(type: Extract<Type, { kind: 'map' }>, a: Tla, b: Tla): Tla {
    const k: Name = { base: 'k' };
    const j: Name = { base: 'j' };
    const keys = this.#vocabulary.setOf(type.key);
    const at = (v: Tla, key: Name): Tla => tla.index(v, tla.named(key));
    const same = tla.forall(
      j,
      keys,
      tla.implies(this.less(type.key, tla.named(j), tla.named(k)), tla.equal(at(a, j), at(b, j))),
    );
    return tla.exists(k, keys, tla.and([this.less(type.value, at(a, k), at(b, k)), same]));
  }

  /** The least element that only one of the two sets has decides: the set that has it is less, unless the other one ends there. */
  #lessSet(type: Extract<Type, { kind: 'set' }>, a: Tla, b: Tla): Tla {
    const apart = tla.infix(tla.infix(a, '\\', b), '\\cup', tla.infix(b, '\\', a));
    const least = { name: { base: 'm' }, value: this.extreme(type.element, apart, 'least') };
    const greater = (of: Tla): Tla => {
      const x: Name = { base: 'x' };
      return tla.exists(x, of, this.less(type.element, tla.use(least), tla.named(x)));
    };
    const body = tla.or([
      tla.and([tla.member(tla.use(least), a), greater(b)]),
      tla.and([tla.member(tla.use(least), b), tla.not(greater(a))]),
    ]);
    return tla.and([tla.infix(a, '#', b), tla.bind(least, body)]);
  }

  #lessSequence(type: Extract<Type, { kind: 'seq' }>, a: Tla, b: Tla): Tla {
    const i: Name = { base: 'i' };
    const j: Name = { base: 'j' };
    const len = (v: Tla): Tla => tla.apply('Len', v);
    const at = (v: Tla, place: Name): Tla => tla.index(v, tla.named(place));
    const before = tla.forall(
      j,
      tla.infix(tla.number(1), '..', tla.infix(tla.named(i), '-', tla.number(1))),
      tla.equal(at(a, j), at(b, j)),
    );
    const here = tla.or([
      tla.equal(tla.named(i), tla.infix(len(a), '+', tla.number(1))),
      tla.and([tla.infix(tla.named(i), '<=', len(a)), this.less(type.element, at(a, i), at(b, i))]),
    ]);
    const isWithin = tla.infix(tla.named(i), '<=', tla.infix(len(a), '+', tla.number(1)));
    return tla.exists(i, tla.infix(tla.number(1), '..', len(b)), tla.and([isWithin, before, here]));
  }
}

function extremeBy(of: Tla, isBefore: (a: Tla, b: Tla) => Tla): Tla {
  const m: Name = { base: 'm' };
  const n: Name = { base: 'n' };
  const body = tla.forall(n, of, isBefore(tla.named(m), tla.named(n)));
  return { kind: 'quantifier', op: 'CHOOSE', name: m, set: of, body };
}
