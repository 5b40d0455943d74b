/** A spec that is in no file. It can import the bundled library, and no files. */
export interface SpecText {
  /** What messages and results call it; `spec.thps` if absent. */
  readonly name?: string;
  readonly text: string;
}

/** Names of files and folders, or texts. */
export type Specs = string | SpecText | readonly (string | SpecText)[];
