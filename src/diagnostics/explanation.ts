/** The page that `thps explain CODE` prints. */
export interface Explanation {
  /** A short sentence without a final stop. */
  readonly title: string;
  /** Why it is an error and what to write; Markdown. */
  readonly text: string;
  /** A complete little spec that gets the code. */
  readonly wrong: string;
  /** The same spec as it should be. */
  readonly right: string;
}

/** What the first digit of a code says. */
export const codeRanges = [
  'THPS0001 to THPS0999: the command line and files',
  'THPS1001 to THPS1999: syntax',
  'THPS2001 to THPS2999: names and modules',
  'THPS3001 to THPS3999: types',
  'THPS4001 to THPS4999: steps and limits',
  'THPS5001 to THPS5999: what an exploration finds',
  'THPS6001 to THPS6999: advice',
  'THPS9001 to THPS9999: errors of thps itself',
];

/** The code that somebody means: `2001`, `thps2001` and `[THPS2001]` are THPS2001 as well. */
export function codeNamed(code: string): string {
  const match = /^\[?(?:thps[-_ ]?)?(\d{1,4})\]?$/i.exec(code.trim());
  return match?.[1] === undefined ? code : `THPS${match[1].padStart(4, '0')}`;
}
