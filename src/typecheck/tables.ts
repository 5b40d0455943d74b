import type { Type, Value } from '../core/types.ts';
import type { Module } from '../resolve/graph.ts';
import type { Location } from '../text/source.ts';

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
  /** Where it is declared; absent for what the language brings along. */
  readonly definition?: Location;
  readonly type?: Type;
  readonly value?: Value;
  readonly doc?: string;
}

/** What is known of one module with one choice of constants, by node id of its tree. */
export interface InstanceTable {
  readonly module: Module;
  /** Types of expressions, of type expressions, and of declared names. */
  readonly types: Map<number, Type>;
  readonly symbols: Map<number, SymbolInfo>;
  /** Values of constants, by node id of their declarations. */
  readonly constants: Map<number, Value>;
}

export interface Tables {
  readonly instances: readonly InstanceTable[];
  /** The table of the file that was checked. */
  readonly entry: InstanceTable;
}

export function makeTable(module: Module): InstanceTable {
  return { module, types: new Map(), symbols: new Map(), constants: new Map() };
}
