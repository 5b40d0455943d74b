import { LLkLookaheadStrategy, type EmbeddedActionsParser, type ILookaheadStrategy } from 'chevrotain';

const strategy = new LLkLookaheadStrategy({ maxLookahead: 1 });

/** A function that chevrotain calls on the parser. */
type Choice<A extends unknown[], R> = (this: EmbeddedActionsParser, ...args: A) => R;

function atFirstUse<A extends unknown[], R>(build: () => Choice<A, R>): Choice<A, R> {
  let choice: Choice<A, R> | undefined;
  return function (...args) {
    choice ??= build();
    return choice.apply(this, args);
  };
}

/**
 * One token decides, and which tokens lead where is worked out when a text first comes to a place of the grammar:
 * a short spec comes to few of them, and all of them take about as long as parsing it.
 */
export const lookahead: ILookaheadStrategy = {
  validate: (grammar) => strategy.validate(grammar),
  buildLookaheadForAlternation: (place) => atFirstUse(() => strategy.buildLookaheadForAlternation(place)),
  buildLookaheadForOptional: (place) => atFirstUse(() => strategy.buildLookaheadForOptional(place)),
};
