import type { Decide } from './decide.ts';

/**
 * What a random spec has of weak memory: a model, weak words of several shapes, and statements that load one word at most
 * and store one at most. Each statement is right under every model.
 */

/** What is written with the rest of the spec. */
export interface Around {
  readonly decide: Decide;
  /** Numbers from 0 to 2, and conditions, that read no weak memory. */
  readonly number: () => string;
  /** A name or a literal of such a number. */
  readonly index: () => string;
  readonly condition: () => string;
  /** A block of statements, which may use a number by a name. */
  readonly block: (name?: string) => string;
  readonly fresh: () => string;
  readonly inAtomic: boolean;
  readonly inProcess: boolean;
}

export interface WeakStatement {
  readonly text: string;
  /** The name of a number that it declares. */
  readonly declares?: string;
}

/** Not `lkmm`, which is for programs of the size of litmus tests: test/differential/weak-memory has those. */
const MODELS = ['sc', 'tso', 'pso', 'pso_iq', 'pso_iq', 'pso_iq'] as const;

/** The declarations, `memory` among them: `w0`, the map `wm`, the record `wr` with a word for each field, the packed `wp`, and two locks. */
export function weakDeclarations(decide: Decide): readonly string[] {
  const model = MODELS[decide(0, MODELS.length - 1)] ?? 'sc';
  return [
    `memory ${model};`,
    'struct Word { n: 0..2; on: bool; }',
    `weak var w0 : 0..2 = ${decide(0, 2)};`,
    'weak var wm : [0..1 -> 0..2] = [_ in 0..1 -> 0];',
    'weak var wr : Word = Word { n: 0, on: true };',
    'weak packed var wp : Word = Word { n: 0, on: false };',
    'weak var weak_lock : Process? = none;',
    'var strong_lock : Process? = none;',
    'proc weak_store(ref r: 0..2, v: 0..2) { r = v; }',
    'proc weak_load(ref r: 0..2): 0..2 { let found = r; return found; }',
  ];
}

/** A condition on what is in memory, for invariants and guards. */
export function conditionOnMemory(decide: Decide): string {
  const all = [
    'w0 < 2',
    'wm[0] == wm[1]',
    'wp.on',
    'wr.n <= w0',
    'wm[0] + w0 != 3',
    'weak_lock == none',
    'wp.n == wr.n',
  ];
  return `(${all[decide(0, all.length - 1)] ?? ''})`;
}

/** A random statement about weak memory. */
export function weakStatement(around: Around): WeakStatement {
  const { decide, number, index, condition, block, fresh, inAtomic, inProcess } = around;
  const of = <X>(list: readonly [X, ...X[]]): X => list[decide(0, list.length - 1)] ?? list[0];
  const word = (): string => of(['w0', 'w0', 'wm[0]', 'wm[1]', `wm[${index()} % 2]`, 'wr.n', 'wp.n']);
  const store = (value: string): string => `${word()} = ${value};`;
  const load = (): { text: string; declares: string } => {
    const declares = fresh();
    return { text: `let ${declares} = ${word()};`, declares };
  };
  const exchange = (): string => {
    const name = fresh();
    return `{ let ${name} = ${word()}; ${store(of([name, number(), `(${name} + 1) % 3`]))} }`;
  };
  const plain: (() => WeakStatement)[] = [
    () => ({ text: store(number()) }),
    () => ({ text: store(number()) }),
    load,
    load,
    () => {
      const one = word();
      return { text: `${one} = (${one} + 1) % 3;` };
    },
    // What is stored to part of a packed record loads the rest of it.
    () => ({ text: `${of(['w0', 'wm[0]', 'wr.n'])} = ${word()};` }),
    () => ({ text: of(['wr.on = !wr.on;', 'wp.on = !wp.on;', 'wp = wp with { n = 1 };', `wr.on = ${condition()};`]) }),
    () => ({ text: `wp = Word { n: ${number()}, on: ${condition()} };` }),
    () => ({ text: `weak_store(${of(['w0', 'wm[1]', 'wr.n'])}, ${number()});` }),
    () => {
      const declares = fresh();
      return { text: `let ${declares} = weak_load(${of(['w0', 'wm[0]', 'wp.n'])});`, declares };
    },
    () => ({ text: `g = ${word()};` }),
    () => ({ text: `assert ${conditionOnMemory(decide)} || ${conditionOnMemory(decide)} || ${condition()};` }),
  ];
  const waiting: (() => WeakStatement)[] = [
    () => ({ text: `await ${word()} ${of(['==', '!=', '<='])} ${number()};` }),
    () => ({ text: `if ${word()} == ${number()} ${block()} else ${block()}` }),
    () => ({ text: `if wp.on && wp.n > 0 ${block()}` }),
    () => {
      const declares = fresh();
      return { text: `pick ${declares} in 0..${word()};`, declares };
    },
    () => {
      const name = fresh();
      return { text: `for ${name} in 0..${word()} ${block(name)}` };
    },
    () => {
      const name = fresh();
      return { text: `match ${word()} { 0 => ${block()} ${name} => ${block(name)} }` };
    },
  ];
  if (inAtomic) return of([of<() => WeakStatement>([...plain] as [() => WeakStatement]), ...waiting])();
  const ordered: (() => WeakStatement)[] = [
    () => ({ text: `fence ${of(['mb', 'wmb', 'rmb'])};` }),
    () => ({ text: `fence ${of(['mb', 'wmb', 'rmb'])};` }),
    () => ({ text: `atomic store_release ${store(number())}` }),
    () => {
      const { text, declares } = load();
      return { text: `atomic load_acquire ${text}`, declares };
    },
    () => ({ text: `atomic ${of(['full', 'relaxed', 'acquire', 'release'])} ${exchange()}` }),
    () => ({ text: `atomic ${of(['', 'relaxed', 'acquire', 'release'])} { await ${word()} > 0; ${store('0')} }` }),
    () => ({ text: `atomic ${of(['', 'acquire'])} { if ${word()} != 0 { ${store(number())} } }` }),
    () => ({ text: `atomic once { ${store(number())} ${store(number())} }` }),
    () => ({ text: `while ${word()} < ${number()} { ${of(['skip; break;', store('2')])} }` }),
  ];
  if (inProcess) {
    const lock = of(['weak_lock', 'weak_lock', 'strong_lock']);
    const locked = (): WeakStatement => ({
      text: `atomic lock { await ${lock} == none; ${lock} = some(self); } ${block()} atomic unlock ${lock} = none;`,
    });
    ordered.push(locked, locked);
  }
  return of([...plain, ...ordered, ...waiting] as [() => WeakStatement])();
}
