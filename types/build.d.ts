/** The version of the package. The build and the test runner put the number in its place; elsewhere it does not exist. */
declare const THPS_VERSION: string;

/** What one token decides at each place of the grammar, as JSON (`Decisions` of src/parser/decisions.ts); defined by the build. */
declare const THPS_DECISIONS: string;

/** File of the threads beside the bundle; defined by the build. */
declare const THPS_WORKER: string;

/** The file of the threads that walk at random, from the one that starts them. */
declare const THPS_WALKER: string;
