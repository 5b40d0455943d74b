/** What `thps explain CODE` prints about a diagnostic. */
export interface Explanation {
  /** A few words: what is wrong. */
  readonly title: string;
  /** Paragraphs separated by empty lines: why it is wrong and what to do about it. */
  readonly text: string;
  /** A short spec, or a command line, that gets this diagnostic, and the same mended. */
  readonly wrong: string;
  readonly right: string;
}
