import type { Type, Value } from '../../core/types.ts';
import type { Module } from '../../modules/graph.ts';
import type { Location } from '../../text/source.ts';

/** What a name in a text stands for: for hover, go to definition and completion. */
export interface SymbolInfo {
  readonly kind:
    | 'const'
    | 'type'
    | 'member'
    | 'field'
    | 'variable'
    | 'function'
    | 'procedure'
    | 'action'
    | 'process'
    | 'property'
    | 'label'
    | 'module'
    | 'local'
    | 'builtin';
  readonly name: string;
  /** Where it is declared; absent for what is built in. */
  readonly definition?: Location;
  readonly type?: Type;
  readonly value?: Value;
  readonly doc?: string;
}

/** Entries in one page of a table. */
const PAGE = 256;

/**
 * Values by the ids of nodes. Ids are numbers from 0 with few gaps, so that pages of an array are several times faster
 * than a map, and this is written for every node of a text after every key.
 */
export class NodeTable<T> {
  readonly #pages: (T | undefined)[][] = [];

  get(id: number): T | undefined {
    return this.#pages[Math.floor(id / PAGE)]?.[id % PAGE];
  }

  set(id: number, value: T): void {
    const page = Math.floor(id / PAGE);
    (this.#pages[page] ??= new Array<T | undefined>(PAGE).fill(undefined))[id % PAGE] = value;
  }

  *values(): Generator<T> {
    for (const page of Object.values(this.#pages)) for (const value of page) if (value !== undefined) yield value;
  }
}

/** What is known of one module with one choice of constants, by node id of its tree. */
export interface InstanceTable {
  readonly module: Module;
  /** Types of expressions, of type expressions, and of declared names. */
  readonly types: NodeTable<Type>;
  readonly symbols: NodeTable<SymbolInfo>;
  /** Values of constants, by node id of their declarations. */
  readonly constants: Map<number, Value>;
}

export interface Tables {
  readonly instances: readonly InstanceTable[];
  /** The table of the file that was checked. */
  readonly entry: InstanceTable;
}

export function makeTable(module: Module): InstanceTable {
  return { module, types: new NodeTable(), symbols: new NodeTable(), constants: new Map() };
}
