/** Limits of more than one kind of declaration. docs/language.md has a table of all limits. */

/**
 * The longest chain of functions or procedures that call each other, of types within types, and of declarations that
 * need each other. All stages follow such chains.
 */
export const MAX_DEPTH = 200;
/** Instances of processes, and of actions, at most. */
export const MAX_INSTANCES = 65_536;
/**
 * Calls, evaluations of quantifier bodies and elements of new values in the constants, assumptions and bounds of one
 * elaboration: some seconds.
 */
export const MAX_WORK = 20_000_000;
/** Instances of modules that differ in the values or types of their parameters. */
export const MAX_MODULES = 10_000;
/** Comparisons of names with unknown ones at most, to suggest what may be meant: a second. */
export const MAX_SUGGESTIONS = 2_000_000;
