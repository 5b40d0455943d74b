import type { Result } from '../../result/model.ts';
import type { RaceOptions } from '../trace-race.ts';
import type { Shown } from '../selection.ts';

/** What every form of a result is given. */
export interface FormOptions {
  readonly race: RaceOptions;
}

/** A form of a whole result. */
export type ResultForm = (result: Result, options: FormOptions) => string | Promise<string>;

/** A form of one run. */
export type RunForm = (shown: Shown, options: FormOptions) => string | Promise<string>;
