import type { Decide } from './decide.ts';

/**
 * Random specs about control: labels, jumps out of and within labelled statements, blocks with locals, procedures that
 * are called twice, loops that are left from everywhere, choices, and asserts that read shared state. Their data are
 * few and small, so that what makes states differ is where processes are and which locals they have there.
 */

interface Place {
  /** Numbers from 0 to 2. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Labels that a `goto` may name. */
  readonly labels: readonly string[];
  /** Labels outside of the innermost `atomic`. */
  readonly outer: readonly string[];
  readonly loop: 'none' | 'inside' | 'outside';
  readonly atomic: boolean;
  readonly body: 'process' | 'procedure' | 'function' | 'action';
  /** Procedures that may be called. */
  readonly procedures: readonly Callable[];
  readonly depth: number;
  /** May locals be declared directly here? */
  readonly declares: boolean;
}

interface Callable {
  readonly name: string;
  readonly ref: boolean;
  readonly result: boolean;
}

interface Written {
  readonly text: string;
  /** A local that the rest of the block may use. */
  readonly local?: string;
  readonly mutable?: boolean;
}

const SHARED = ['x', 'y', 'm[0]', 'm[1]'];

/** @param labels how many of a hundred statements have one */
export function randomControl(decide: Decide, labels = 25): string {
  return new Generator(decide, labels).spec();
}

class Generator {
  private readonly decide: Decide;
  private readonly labels: number;
  private names = 0;
  /** Labels of processes, as `at` and `during` name them. */
  private readonly marked: { readonly owner: string; readonly label: string }[] = [];
  private owner = '';
  private readonly calls: { readonly from: string; readonly to: string }[] = [];

  constructor(decide: Decide, labels: number) {
    this.decide = decide;
    this.labels = labels;
  }

  private of<X>(list: readonly X[]): X {
    return list[this.decide(0, list.length - 1)]!;
  }

  private fresh(prefix: string): string {
    return `${prefix}${this.names++}`;
  }

  private likely(percent: number): boolean {
    return this.decide(1, 100) <= percent;
  }

  spec(): string {
    const procedures: Callable[] = [];
    const texts: string[] = [];
    for (let i = this.decide(0, 3); i > 0; i--) {
      const callable = { name: this.fresh('f'), ref: this.likely(40), result: this.likely(60) };
      const parameters = ['v: 0..2', ...(callable.ref ? ['ref r: 0..2'] : [])].join(', ');
      const body = this.bodyOf(callable.name, {
        readable: [...SHARED, 'v', ...(callable.ref ? ['r', 'r'] : [])],
        writable: [...SHARED, ...(callable.ref ? ['r', 'r'] : [])],
        body: callable.result ? 'function' : 'procedure',
        procedures: [...procedures],
      });
      texts.push(`proc ${callable.name}(${parameters})${callable.result ? ': 0..2' : ''} ${body}`);
      procedures.push(callable);
    }
    const processes = this.of([['p'], ['p', 'q'], ['p', 'q'], ['p[i: 0..1]']]).map((header) => {
      const clause = this.of(['', '', '', 'daemon ', `when ${this.condition(SHARED, 0)} `]);
      const readable = [...SHARED, ...(header.includes('[') ? ['i', 'i'] : [])];
      const body = this.bodyOf(header[0]!, { readable, writable: SHARED, body: 'process', procedures });
      return `process ${header} ${clause}${body}`;
    });
    const indexed = processes[0]!.startsWith('process p[');
    const at = (): string => {
      const process = this.of(processes.length > 1 ? ['p', 'q'] : ['p']);
      const called = this.calledFrom(process);
      const labels = this.marked
        .filter(({ owner }) => owner === process || called.has(owner))
        .map(({ owner, label }) => (owner === process ? label : `${owner}.${label}`));
      return `${indexed ? `p[${this.decide(0, 1)}]` : process} at ${this.of(['done', ...called, ...labels, ...labels])}`;
    };
    const action = this.likely(20)
      ? [
          `action tick(v: 0..1) when x == v ${this.bodyOf('', { readable: [...SHARED, 'v'], writable: SHARED, body: 'action', procedures })}`,
        ]
      : [];
    return `${[
      'spec control;',
      `var x : 0..2 = ${this.decide(0, 1)};`,
      this.likely(20) ? 'var y : 0..2 in {0, 2};' : `var y : 0..2 = ${this.decide(0, 2)};`,
      'var m : [0..1 -> 0..2] = [k in 0..1 -> k];',
      'var o : (0..2)? = none;',
      'ghost var g : 0..9 = 0;',
      ...texts,
      ...processes,
      ...action,
      `invariant i0 = ${this.condition(SHARED, 1)} || !(${at()});`,
      `reachable r0 = ${at()} && ${this.condition(SHARED, 1)};`,
      `transition t0 = ${this.of(SHARED)} <= (${this.of(SHARED)})' || ${this.condition(SHARED, 0)};`,
      `invariant i1 = !(${at()} && ${at()});`,
    ].join('\n')}\n`;
  }

  private calledFrom(owner: string): ReadonlySet<string> {
    const found = new Set([owner]);
    for (const name of found) for (const { from, to } of this.calls) if (from === name) found.add(to);
    found.delete(owner);
    return found;
  }

  private bodyOf(owner: string, given: Pick<Place, 'readable' | 'writable' | 'body' | 'procedures'>): string {
    this.owner = owner;
    const place: Place = {
      ...given,
      labels: [],
      outer: [],
      loop: 'none',
      atomic: given.body === 'action',
      depth: given.body === 'process' ? 3 : 2,
      declares: true,
    };
    const last = given.body === 'function' ? [`return ${this.number(place.readable, 1)};`] : [];
    return this.block(place, this.decide(1, given.body === 'process' ? 4 : 3), last);
  }

  private block(outer: Place, length: number, last: readonly string[] = []): string {
    const lines: string[] = [];
    let place = { ...outer, depth: outer.depth - 1 };
    // Jumps forward: to the label of a statement before which nothing is declared.
    const forward = length > 1 && this.likely(15) ? this.label(place) : undefined;
    const target = forward === undefined ? 0 : this.decide(1, length - 1);
    if (forward !== undefined) place = { ...place, labels: [...place.labels, forward, forward] };
    for (let i = 0; i < length; i++) {
      place = { ...place, declares: forward === undefined || i >= target };
      const label =
        forward !== undefined && i === target ? forward : this.likely(this.labels) ? this.label(place) : undefined;
      if (label !== undefined && label !== forward) place = this.withLabel(place, label);
      const second = label !== undefined && this.likely(10) ? this.label(place) : undefined;
      if (second !== undefined) place = this.withLabel(place, second);
      const { text, local, mutable } = this.statement(place);
      // After a head `{ a: b: …` reads like a record.
      const empty = i === 0 && second !== undefined ? '{} ' : '';
      lines.push(empty + [label, second].map((name) => (name === undefined ? '' : `${name}: `)).join('') + text);
      if (local === undefined) continue;
      place = { ...place, readable: [...place.readable, local, local, local] };
      if (mutable === true) place = { ...place, writable: [...place.writable, local, local] };
    }
    if (this.likely(4) && last.length === 0) lines.push(`${this.label(place)}:`);
    return `{ ${[...lines, ...last].join(' ')} }`;
  }

  private label(place: Place): string {
    const label = this.fresh('l');
    if (!place.atomic) this.marked.push({ owner: this.owner, label });
    return label;
  }

  private withLabel(place: Place, label: string): Place {
    // Backwards within `atomic` would repeat it.
    return place.atomic ? place : { ...place, labels: [...place.labels, label], outer: [...place.outer, label] };
  }

  private statement(place: Place): Written {
    const { readable } = place;
    const inner: Place = { ...place, declares: true };
    const nested = (more: Partial<Place> = {}): string => this.block({ ...inner, ...more }, this.decide(1, 3));
    const simple: (() => Written)[] = [
      () => this.assignment(place),
      () => this.assignment(place),
      () => this.assignment(place),
      () => this.declaration(place),
      () => this.declaration(place),
      () => this.call(place),
      () => this.leave(place),
      () => this.leave(place),
      () => ({
        text: this.of(['skip;', 'skip;', `await ${this.condition(readable, 1)};`, `g = ${this.number(readable, 0)};`]),
      }),
      () => ({ text: `assert ${this.condition(readable, 0)} || ${this.condition(readable, 0)};` }),
      () => ({ text: `o = ${this.of(['none', `some(${this.number(readable, 0)})`])};` }),
    ];
    if (place.depth <= 0) return this.of(simple)();
    return this.of([
      ...simple,
      () => this.conditional(inner, nested),
      () => this.conditional(inner, nested),
      () => ({ text: nested() }),
      () => ({ text: nested() }),
      () => ({ text: `either ${nested()} or ${nested()}` }),
      () => this.atomic(place),
      () => this.atomic(place),
      () => this.loop(place, nested),
      () => this.loop(place, nested),
    ])();
  }

  private assignment({ readable, writable }: Place): Written {
    const target = this.likely(10) ? `m[${this.of(['x', 'y', '1 - m[0] % 2'])}]` : this.of(writable);
    return {
      text: this.of([
        `${target} = ${this.number(readable, 1)};`,
        `${target} = ${this.number(readable, 0)};`,
        `${target} = (${this.of(readable)} + 1) % 3;`,
        `${target} += 1;`,
        `${target} -= ${this.number(readable, 0)};`,
      ]),
    };
  }

  private declaration({ readable, declares }: Place): Written {
    if (!declares) return { text: 'skip;' };
    const local = this.fresh('n');
    const value = this.number(readable, 1);
    return this.of<() => Written>([
      () => ({ text: `let ${local} = ${value};`, local }),
      () => ({ text: `let ${local} = ${this.of(readable)};`, local }),
      () => ({ text: `var ${local} : 0..2 = ${value};`, local, mutable: true }),
      () => ({ text: `atomic let ${local} = ${value};`, local }),
      () => ({ text: `pick ${local} in ${this.set(readable)};`, local }),
      () => ({ text: `pick ${local} in 0..2 where ${this.condition([...readable, local], 0)};`, local }),
      () => ({ text: `let (${local}, _) = (${value}, ${this.of(readable)});`, local }),
    ])();
  }

  private call(place: Place): Written {
    const { procedures, readable, declares } = place;
    if (procedures.length === 0) return { text: 'skip;' };
    const callable = this.of(procedures);
    const text = this.callOf(callable, place);
    if (!callable.result) return { text: `${text};` };
    const local = this.fresh('n');
    return this.of<() => Written>([
      () => ({ text: `${text};` }),
      () => (declares ? { text: `let ${local} = ${text};`, local } : { text: `${text};` }),
      () => ({ text: `${this.of(place.writable)} = ${text};` }),
      () => ({ text: `${this.of(place.writable)} = (${text} + ${this.callOf(callable, place)}) % 3;` }),
      () => ({ text: `if (${text} ${this.of(['==', '<'])} ${this.of(readable)}) { ${this.assignment(place).text} }` }),
      () => ({ text: `assert ${text} + ${this.of(readable)} <= ${this.decide(2, 4)};` }),
      () => ({ text: this.callOf({ ...callable }, { ...place, readable: [text] }).concat(';') }),
    ])();
  }

  private callOf({ name, ref }: Callable, { readable, writable }: Place): string {
    this.calls.push({ from: this.owner, to: name });
    const places = writable.filter((one) => one !== 'r' || readable.includes('r'));
    const place = this.likely(30) ? `m[${this.likely(50) ? '1 - m[0] % 2' : 'm[1] % 2'}]` : this.of(places);
    return `${name}(${[this.number(readable, 0), ...(ref ? [place] : [])].join(', ')})`;
  }

  private leave(place: Place): Written {
    const ways: string[] = [];
    const targets = place.atomic ? [...place.outer, ...place.labels] : place.labels;
    if (targets.length > 0) ways.push(...[1, 2, 3].map(() => `goto ${this.of(targets)};`));
    if (place.loop !== 'none') ways.push('break;', 'continue;');
    if (place.body === 'process' || place.body === 'procedure') ways.push('return;');
    if (place.body === 'function') ways.push(`return ${this.number(place.readable, 1)};`);
    if (ways.length === 0) return { text: 'skip;' };
    return {
      text: `if ${this.condition(place.readable, 0)} { ${this.likely(30) ? `${this.assignment(place).text} ` : ''}${this.of(ways)} }`,
    };
  }

  private conditional({ readable, writable }: Place, nested: (more?: Partial<Place>) => string): Written {
    const local = this.fresh('n');
    const bound = { readable: [...readable, local, local] };
    const condition = this.condition(readable, 1);
    return this.of<() => Written>([
      () => ({ text: `if ${condition} ${nested()}` }),
      () => ({ text: `if ${condition} ${nested()} else ${nested()}` }),
      () => ({
        text: `if ${condition} ${nested()} else if ${this.condition(readable, 0)} ${nested()} else ${nested()}`,
      }),
      () => ({ text: `if o is some(${local}) && ${local} < ${this.decide(1, 3)} ${nested(bound)} else ${nested()}` }),
      () => ({ text: `match o { none => ${nested()} some(${local}) => ${nested(bound)} }` }),
      () => ({
        text: `match (${this.of(readable)}, ${this.of(writable)}) { (0, ${local}) => ${nested(bound)} _ => ${nested()} }`,
      }),
    ])();
  }

  private atomic(place: Place): Written {
    if (place.atomic) return { text: 'skip;' };
    const inner: Place = { ...place, atomic: true, outer: place.labels, declares: true };
    if (this.likely(20)) return { text: `atomic ${this.label(inner)}: ${this.assignment(inner).text}` };
    return { text: `atomic ${this.block(inner, this.decide(1, 3))}` };
  }

  private loop(place: Place, nested: (more?: Partial<Place>) => string): Written {
    const local = this.fresh('n');
    const inside: Partial<Place> = { loop: 'inside' };
    const each = (): Written => ({
      text: `for ${local} in ${this.set(place.readable)} ${nested({ ...inside, readable: [...place.readable, local, local] })}`,
    });
    if (place.atomic) return each();
    // Something visible in every turn; it ends in a jump or goes on for ever.
    const visible = `${this.of(['skip;', `await ${this.condition(place.readable, 0)};`, `${this.of(SHARED)} = ${this.of(['0', '1', '2'])};`])} `;
    const turn = (): string =>
      nested(inside).replace('{ ', `{ ${this.likely(50) ? visible : `${this.label(place)}: `}`);
    return this.of<() => Written>([
      each,
      each,
      () => ({ text: `while ${this.condition(place.readable, 0)} ${turn()}` }),
      () => ({
        text: `while o is some(${local}) ${nested({ ...inside, readable: [...place.readable, local] }).replace('{ ', `{ ${visible}`)}`,
      }),
      () => ({ text: `loop ${turn()}` }),
    ])();
  }

  private number(readable: readonly string[], depth: number): string {
    const name = this.of(readable);
    if (depth === 0) return this.likely(60) ? name : String(this.decide(0, 2));
    return this.of([
      name,
      String(this.decide(0, 2)),
      `(${name} + ${this.number(readable, 0)}) % 3`,
      `(if ${this.condition(readable, 0)} then ${name} else ${this.number(readable, 0)})`,
      `2 - ${name}`,
    ]);
  }

  private set(readable: readonly string[]): string {
    return this.of([
      '{0, 1}',
      '{0, 2}',
      '1..2',
      `(0..${this.of(readable)})`,
      `{${this.of(readable)}, 1}`,
      `{${this.of(readable)}, ${this.of(readable)}}`,
    ]);
  }

  private condition(readable: readonly string[], depth: number): string {
    const name = this.of(readable);
    if (depth > 0 && this.likely(40))
      return `(${this.condition(readable, 0)} ${this.of(['&&', '||'])} ${this.condition(readable, 0)})`;
    const plain = this.of([
      `${name} == ${this.number(readable, 0)}`,
      `${name} != ${this.decide(0, 2)}`,
      `${name} < ${this.number(readable, 0)}`,
      `o == none`,
      `${name} in {0, ${this.decide(1, 2)}}`,
    ]);
    // A name before `{` could begin a record.
    return `(${plain})`;
  }
}
