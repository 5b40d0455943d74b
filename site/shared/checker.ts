import type { Result } from '../../src/result/model.ts';

/** What the page asks a checker. It is busy until a check ends: whoever does not want to wait ends it. */
export interface Checker {
  /**
   * @param checks names; all checks if there are none
   * @param constants values by name
   */
  check(text: string, checks: readonly string[], constants: Readonly<Record<string, string>>): Promise<Result>;
  /** A run of a result, drawn. */
  show(result: Result, form: 'race' | 'html' | 'markdown', check: string, property: string): Promise<string>;
}
