/** Gives an integer from `low` to `high`: fast-check's generator, so that failures shrink, or a plain random one. */
export type Decide = (low: number, high: number) => number;
