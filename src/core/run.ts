import type { Location } from '../text/source.ts';
import type { Edit } from './expression.ts';

/** One run that a spec promises about itself: a `check` with one choice of its constants. */
export interface Run {
  /** `before_patch`, `mutants[MUT = m1]`; `default` where the file has no checks. */
  readonly name: string;
  /** Constants that differ from their declared values, as people write them: for headings. */
  readonly constants: readonly { readonly name: string; readonly value: string }[];
  readonly edits: readonly Edit[];
  /**
   * Names of properties, named assertions included; absent: all of them. Execution goes on past the other named
   * assertions. Range errors, assertions without a name and deadlock always count.
   */
  readonly only?: readonly string[];
  readonly allowDeadlock: boolean;
  readonly symmetryOff: boolean;
  readonly expect: Expected;
  /** The check's declaration; absent for the default run. */
  readonly at?: Location;
  readonly doc?: string;
}

/** Properties that every spec has; nothing else is called that. */
export const ALWAYS_CHECKED = ['assert', 'range', 'deadlock'] as const;

/** What has to come out. A plain `holds` is nothing violated and nothing expected. */
export interface Expected {
  /** Names of properties, `deadlock`, `range`, `assert` and names of asserts among them. */
  readonly violated: readonly { readonly property: string; readonly steps?: number; readonly at: Location }[];
  /** The number of distinct states of a full exploration. */
  readonly states?: { readonly count: number; readonly at: Location };
}
