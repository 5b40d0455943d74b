/** Names that the whole module knows. */

/** Reserved words of TLA+, and what the modules that every export extends define. */
const RESERVED: readonly string[] = [
  ...[
    'ACTION',
    'ASSUME',
    'ASSUMPTION',
    'AXIOM',
    'BOOLEAN',
    'BY',
    'CASE',
    'CHOOSE',
    'CONSTANT',
    'CONSTANTS',
    'COROLLARY',
  ],
  ...['DEF', 'DEFINE', 'DEFS', 'DOMAIN', 'ELSE', 'ENABLED', 'EXCEPT', 'EXTENDS', 'FALSE', 'HAVE', 'HIDE', 'IF', 'IN'],
  ...['INSTANCE', 'LAMBDA', 'LEMMA', 'LET', 'LOCAL', 'MODULE', 'NEW', 'OBVIOUS', 'OMITTED', 'ONLY', 'OTHER', 'PICK'],
  ...['PROOF', 'PROPOSITION', 'PROVE', 'QED', 'RECURSIVE', 'STATE', 'STRING', 'SUBSET', 'SUFFICES', 'TAKE', 'TEMPORAL'],
  ...['THEN', 'THEOREM', 'TRUE', 'UNCHANGED', 'UNION', 'USE', 'VARIABLE', 'VARIABLES', 'WITH', 'WITNESS'],
  ...['Nat', 'Int', 'Seq', 'Len', 'Head', 'Tail', 'Append', 'SubSeq', 'SelectSeq', 'IsFiniteSet', 'Cardinality'],
  ...['Print', 'PrintT', 'Assert', 'JavaTime', 'TLCGet', 'TLCSet', 'Permutations', 'SortSeq', 'RandomElement', 'Any'],
  ...['ToString', 'TLCEval'],
];

/** Whether TLA+ has a use of its own for a name. */
function isReserved(name: string): boolean {
  return RESERVED.includes(name) || /^[WS]F_/.test(name);
}

/** The name of a field of a record: those that TLA+ reserves get a low line. */
export function fieldName(name: string): string {
  return isReserved(name) ? `${name}_` : name;
}

/** Gives each part of a module a name that nothing else in it has. */
export class ModuleNames {
  readonly #taken = new Set<string>(RESERVED);

  get taken(): ReadonlySet<string> {
    return this.#taken;
  }

  /** @param wanted any text; what no name of TLA+ may have in it becomes a low line */
  give(wanted: string): string {
    const plain = wanted.replaceAll(/\W+/g, '_').replace(/(?<=[^_])_+$/, '');
    const base = isReserved(plain) || !/[A-Za-z]/.test(plain) ? `${plain}_` : plain;
    let name = base;
    for (let i = 1; this.#taken.has(name); i++) name = `${base}_${i}`;
    this.#taken.add(name);
    return name;
  }
}
