import type { Declaration, File } from '../syntax/tree.ts';
import type { Source } from '../text/source.ts';

/** One parsed file with what it imports. */
export interface Module {
  /** What the reader calls it; two imports with one id are the same module. */
  readonly id: string;
  readonly source: Source;
  readonly tree: File;
  readonly role: 'spec' | 'library';
  /** `kernel.page`; the file's name where the header is missing. */
  readonly name: string;
  /** By node id of the import declaration; imports that could not be loaded are absent. */
  readonly imports: ReadonlyMap<number, Module>;
  /** Some import could not be loaded, so that names of this module may be unknown for that reason alone. */
  readonly incomplete: boolean;
}

/** A file with everything it imports, directly and indirectly. */
export interface ModuleGraph {
  readonly entry: Module;
  /** All modules, each after those that it imports. */
  readonly modules: readonly Module[];
  /** What the bundled modules declare, by name; read when it is first asked for. */
  readonly library: () => LibraryNames;
}

/** By the name of a declaration: the bundled modules that have one. */
export type LibraryNames = ReadonlyMap<string, readonly LibraryName[]>;

export interface LibraryName {
  /** `kernel.page` */
  readonly module: string;
  readonly kind: Declaration['kind'];
  /** Types that have to be given with the import. */
  readonly types: readonly string[];
}
