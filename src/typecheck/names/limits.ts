/** Limits of more than one kind of declaration. docs/language.md has a table of all limits. */

/**
 * What contains or needs each other at most: functions or procedures that call each other in a chain, types within
 * types, declarations that are worked out because another one needs them. All stages follow such chains.
 */
export const MAX_DEPTH = 200;
/** Instances of processes, and of actions, at most. */
export const MAX_INSTANCES = 65_536;
/**
 * Calls, evaluations of quantifier bodies and elements of new values in the constants, assumptions and bounds of one
 * elaboration: some seconds.
 */
export const MAX_WORK = 20_000_000;
/** Modules with other values or types for their parameters each time. */
export const MAX_MODULES = 10_000;
/** Names that are compared with unknown ones at most, to say what may be meant: a second. */
export const MAX_SUGGESTIONS = 2_000_000;
