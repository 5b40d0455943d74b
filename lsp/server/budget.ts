import type { Settings, WorkerTask } from '../protocol.ts';

/** What checks may take in the editor. */
export type Budget = Pick<WorkerTask, 'maxSeconds' | 'maxStates' | 'maxMegabytes'>;

/** For a run without limit. */
export const UNLIMITED = { maxSeconds: Infinity, maxStates: Infinity };

/** The user's settings, as far as they make sense: a timer of Node with too large a delay fires at once. */
export function budgetOf({ check }: Settings): Budget {
  return {
    maxSeconds: within(check?.maxSeconds, 30, { least: 1, most: 24 * 60 * 60 }),
    maxStates: Math.floor(within(check?.maxStates, 2_000_000, { least: 1, most: 2 ** 40 })),
    maxMegabytes: Math.floor(within(check?.maxMegabytes, 1024, { least: 64, most: 2 ** 20 })),
  };
}

/** Clients may send any value as a setting, whatever its type should be. */
function within(
  value: unknown,
  otherwise: number,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  if (typeof value !== 'number' || Number.isNaN(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}

/** What to do about a run for which a budget did not suffice. @param setting which one, under `thps.check` */
export function howToGoOn(setting: keyof Budget): string {
  const here = setting === 'maxMegabytes' ? '' : "choose 'Run without limit' above the check, ";
  return `Hint: ${here}raise 'thps.check.${setting}' in the settings, or run \`thps check\`, which has no budget`;
}

/** The code of a run that was not decided, or not run. */
export const INCOMPLETE = 'incomplete';
