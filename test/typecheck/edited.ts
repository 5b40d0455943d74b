import { compileOne, exploreRun } from '../support/compile.ts';

/**
 * `without` and `moving` (language.md, section 7). What an edit makes is what the same text would mean if somebody wrote
 * it: each edit that is accepted is compared with the text that it stands for, and each other one is an error.
 */

export const VARIABLES = 'var x : 0..3 = 0; var y : 0..3 = 0; var o : (0..3)? = some(1);';

export function edited(body: string, check: string): string {
  return `spec edited; ${VARIABLES} ${body} check c ${check} allow deadlock;`;
}

/** All that an exploration shows of behaviour. */
export async function behaviour(text: string): Promise<unknown> {
  const { exploration, violated } = await exploreRun(compileOne(text));
  const { distinct, generated, depth } = exploration;
  return { distinct, generated, depth, violated };
}
