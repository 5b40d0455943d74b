import type { File } from '../syntax/tree.ts';
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
}
