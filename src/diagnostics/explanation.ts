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
