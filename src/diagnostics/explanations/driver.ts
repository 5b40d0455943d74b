import type { Explanation } from '../explanation.ts';

/** Pages about the command line and files (0xxx) and about errors of thps itself (9xxx). The examples are command lines. */
export const driverExplanations: Readonly<Record<string, Explanation>> = {
  THPS0001: {
    title: 'A file or folder that is not there',
    text: 'Paths are relative to the folder in which `thps` is started. A folder stands for all .thps files in it and in the folders in it.',
    wrong: 'thps check spec/ticket_lock.thps\n',
    right: 'thps check specs/ticket_lock.thps\n',
  },
  THPS0002: {
    title: 'A file that cannot be read',
    text: 'The file or folder exists, but the system does not let `thps` read it, or it is neither a file nor a folder.',
    wrong: 'chmod a-r ticket_lock.thps\nthps check ticket_lock.thps\n',
    right: 'chmod u+r ticket_lock.thps\nthps check ticket_lock.thps\n',
  },
  THPS0003: {
    title: 'A folder without specs',
    text: 'Specs are files whose names end in `.thps`. Hidden folders and node_modules are not looked into.',
    wrong: 'mkdir empty\nthps check empty\n',
    right: 'thps init ticket_lock\nthps check .\n',
  },
  THPS0004: {
    title: 'A file that is not UTF-8 text',
    text: 'Specs are UTF-8 text. The message names the first byte that is not part of a UTF-8 character, counted from 0.',
    wrong: 'thps check written_in_latin1.thps\n',
    right: 'iconv -f latin1 -t utf8 written_in_latin1.thps > spec.thps\nthps check spec.thps\n',
  },
  THPS0005: {
    title: 'A file that is too large',
    text: 'A spec of ten thousand lines has less than half a megabyte. What is larger than 4 MiB is probably something else; a spec that is so large can be split into modules.',
    wrong: 'thps check core_dump.thps\n',
    right: 'thps check specs/\n',
  },
  THPS0007: {
    title: 'A file without a trace that can be read',
    text: '`thps import-trace` reads what TLC prints (all of it, or from `State 1:` on), what TLC writes with `-dumpTrace json`, and traces in the Informal Trace Format of Apalache. The message says where the file is something else. Files of more than 64 MiB are not read.',
    wrong: 'thps import-trace lock.thps lock.cfg\n',
    right: 'java -cp tla2tools.jar tlc2.TLC lock.tla > lock.out\nthps import-trace lock.thps lock.out\n',
  },
  THPS0008: {
    title: 'A trace of something else',
    text: 'A trace is imported by going along it in the spec: its first state has to be one in which the spec can begin, and some step of the spec has to lead from each state to the next. Here that is not so. The trace was found of another check or with other constants (`--check`, `--const`), the spec has changed since it was exported, or the module was changed by hand.',
    wrong:
      'thps export tla lock.thps --check broken -o .\njava -cp tla2tools.jar tlc2.TLC lock_broken.tla > lock.out\nthps import-trace lock.thps lock.out --check fixed\n',
    right: 'thps import-trace lock.thps lock.out --check broken\n',
  },
  THPS0009: {
    title: 'A trace that violates nothing',
    text: 'The trace is a run of the spec, but violates none of its properties, and no `reachable` has a witness in its last state: the other checker was asked about something that the spec does not have, or the run goes round in a loop in which a fair process is never given its turn. It is shown all the same.',
    wrong: 'thps import-trace lock.thps lock.out\n',
    right: 'invariant asked_of_tlc = !(a at critical && b at critical);\n',
  },
  THPS0011: {
    title: 'A check that no file has',
    text: '`--check NAME` runs only the checks of that name. For a `check` with `for`, which is several runs, NAME stands for all of them.',
    wrong: 'thps check specs/collapse_shmem.thps --check befor_patch\n',
    right: 'thps check specs/collapse_shmem.thps --check before_patch\n',
  },
  THPS0013: {
    title: 'A property that the spec does not have',
    text: '`--only P,Q` looks at these properties and at what every spec has: deadlock, range errors and assertions without a name. An assertion with a name is a property of that name, and execution goes on past those that are not named here.',
    wrong: 'thps check ticket_lock.thps --only mutual_exlusion\n',
    right: 'thps check ticket_lock.thps --only mutual_exclusion\n',
  },
  THPS0014: {
    title: 'A constant without a value',
    text: 'The value is written as in the spec: a number, a member of an enum, a set. Quote what the shell would interpret.',
    wrong: 'thps check ticket_lock.thps --const CPUS\n',
    right: "thps check ticket_lock.thps --const CPUS=3 --const 'ENV={truncation}'\n",
  },
  THPS0015: {
    title: 'A limit that is not a number',
    text: 'States and depth are numbers; a size of memory is a number of bytes or has the unit K, M, G or T (powers of 1024).',
    wrong: 'thps check ticket_lock.thps --max-states many\n',
    right: 'thps check ticket_lock.thps --max-states 1000000 --max-memory 2G\n',
  },
  THPS0016: {
    title: 'A command line that thps does not understand',
    text: '`thps --help` lists the commands, and `thps help COMMAND` the options of one. A file whose name starts with `-` is written `./-name`.',
    wrong: 'thps chekc ticket_lock.thps\n',
    right: 'thps check ticket_lock.thps\n',
  },
  THPS0017: {
    title: 'A library has nothing to run',
    text: 'A file that begins with `library NAME;` is imported by others. `thps check` looks at its names and types; its procedures run in the specs that import it.',
    wrong: 'thps check specs/kernel/page.thps\n',
    right: 'thps check specs/collapse_shmem.thps\n',
  },
  THPS0006: {
    title: 'A file that is not a result',
    text: '`thps show` draws what `thps check --json` has printed. The file is something else, was cut short or changed, or comes from a version of thps whose results have another `schema`. What a result has to have is described by `docs/result.schema.json`.',
    wrong: 'thps check ticket_lock.thps > result.json\nthps show result.json --as html\n',
    right: 'thps check ticket_lock.thps --json > result.json\nthps show result.json --as html\n',
  },
  THPS0021: {
    title: 'A name that no spec can have',
    text: 'The name of a spec is a name of the language: letters, digits and `_`, not beginning with a digit, and none of the words that the language uses itself.',
    wrong: 'thps init ticket-lock\n',
    right: 'thps init ticket_lock\n',
  },
  THPS0022: {
    title: 'A file that exists already',
    text: '`thps init` never overwrites a file.',
    wrong: 'thps init ticket_lock\nthps init ticket_lock\n',
    right: 'thps init ticket_lock\nthps init ticket_lock_2\n',
  },
  THPS0023: {
    title: 'A file that cannot be written',
    text: 'The folder does not let `thps` make a file in it, or the disk is full. The same goes for standard output when it leads to a file or device that is full; a pipe that is no longer read, as in `thps check | head -1`, ends the command without a message, with the exit code 141.',
    wrong: 'cd /usr\nthps init ticket_lock\n',
    right: 'cd ~/specs\nthps init ticket_lock\n',
  },
  THPS0031: {
    title: 'A code that no message has',
    text: 'The code of a message is in brackets after its severity: `error[THPS2001]`. `thps explain` without a code lists all of them.',
    wrong: 'thps explain THPS2999\n',
    right: 'thps explain THPS2001\n',
  },
  THPS0032: {
    title: 'A result without a run to show',
    text: 'Some forms draw one run: a diagram, a trace for another tool. The result has none: everything holds, or `--check` and `--property` name one that has nothing to show.',
    wrong: 'thps check ticket_lock.thps --json > result.json\nthps show result.json --as svg\n',
    right: 'thps check ticket_lock.thps --json > result.json\nthps show result.json --as markdown\n',
  },
  THPS0033: {
    title: 'A graph that shows only the first states',
    text: 'A picture has room for some states. They are drawn in breadth-first order, with all steps between them; states with a dashed border have further steps, which lead to states that are not drawn. The picture says how many of those there are one step away.',
    wrong: 'thps graph ticket_lock.thps --check five_cpus --states 10\n',
    right: 'thps graph ticket_lock.thps --const CPUS=2 --states 500\n',
  },
  THPS0034: {
    title: 'A graph that Graphviz could not draw',
    text: '`thps graph --as svg` brings a Graphviz of its own, which has limited memory. The text that it was to draw can be written as it is, and drawn by the Graphviz of your system, or by any program that reads its language.',
    wrong: 'thps graph large.thps --states 10000 --as svg\n',
    right: 'thps graph large.thps --states 10000 --as dot --out large.dot\ndot -Tsvg large.dot -o large.svg\n',
  },
  THPS0041: {
    title: 'A snapshot that could not be written',
    text: 'With `--checkpoint` the search keeps a snapshot of itself in a folder now and then. The disk is full, or the folder cannot be written to. The search goes on, and so does the snapshot before it: a new one takes its place only when it is complete.',
    wrong: 'thps check ticket_lock.thps --checkpoint /usr\n',
    right: 'thps check ticket_lock.thps --checkpoint ~/snapshots\n',
  },
  THPS0042: {
    title: 'A snapshot that this run cannot go on from, or must not write',
    text: `A snapshot belongs to one spec, one check with its constants, and one version of thps. If the meaning of any of them
has changed, or the file is damaged, going on from it could give a wrong verdict; comments and layout may change. Nor is
the progress of an earlier run overwritten: \`--resume\` continues from it; if it is not wanted, remove the file. Only one process at a time writes a snapshot.`,
    wrong: 'thps check ticket_lock.thps --const N=4 --resume ~/snapshots\n',
    right: 'thps check ticket_lock.thps --const N=4 --checkpoint ~/snapshots\n',
  },
  THPS0043: {
    title: 'A run that is not compiled',
    text: 'Steps are compiled to WebAssembly, which has limits: a state of several thousand bytes or very large sets of sets are beyond them. So is a limit on addresses (`ulimit -v`) that leaves no room for the memory of compiled code: `NODE_OPTIONS=--disable-wasm-trap-handler` in the environment makes do with less. The interpreter explores such a run, with the same result, some tens of times slower.',
    wrong: 'thps check wide.thps\n',
    right: 'thps check wide.thps --const WIDTH=8\n',
  },
  THPS0044: {
    title: 'A run with one worker',
    text: 'Several workers explore large state spaces together. They are threads with one memory; a system that gives no more threads, or no memory that they can share, leaves one worker, which finds the same and takes longer.',
    wrong: 'ulimit -u 20; thps check ticket_lock.thps\n',
    right: 'thps check ticket_lock.thps --workers 1\n',
  },
  THPS0045: {
    title: 'A run without a WebAssembly module',
    text: '`thps emit` shows what a run is compiled to. WebAssembly has limits: a state of several thousand bytes or very large sets of sets are beyond them. `thps check` explores such a run all the same, with the interpreter.',
    wrong: 'thps emit wide.thps\n',
    right: 'thps emit wide.thps --const WIDTH=8\n',
  },
  THPS0051: {
    title: 'A page that is not what the spec says now',
    text: '`thps doc --check` makes the pages again without writing them. The spec, what it imports, or the form of the pages has changed since the page was written, or the page was changed by hand. The message names the command that writes it again.',
    wrong:
      'thps doc specs/collapse_shmem.thps\necho "and more" >> docs/systems/collapse_shmem.md\nthps doc specs/collapse_shmem.thps --check\n',
    right: 'thps doc specs/collapse_shmem.thps\nthps doc specs/collapse_shmem.thps --check\n',
  },
  THPS0052: {
    title: 'A page that thps did not write',
    text: 'Pages that `thps doc` writes say so in their first line. A file of the same name that does not is left alone.',
    wrong: 'echo "# my notes" > docs/systems/collapse_shmem.md\nthps doc specs/collapse_shmem.thps\n',
    right: 'mv docs/systems/collapse_shmem.md docs/notes.md\nthps doc specs/collapse_shmem.thps\n',
  },
  THPS0053: {
    title: 'A page without results',
    text: 'A page reports the results of the checks of a spec. A library has none, and neither has a spec without a `check`.',
    wrong: 'thps doc specs/kernel/page.thps\n',
    right: 'thps doc specs/collapse_shmem.thps\n',
  },
  THPS0054: {
    title: 'Two specs with one page',
    text: 'The page of a spec has the name of its file. Two files of the same name in two folders would overwrite each other.',
    wrong: 'thps doc old/lock.thps new/lock.thps\n',
    right: 'thps doc old/lock.thps --out docs/old\nthps doc new/lock.thps --out docs/new\n',
  },
  THPS0055: {
    title: 'A check that does not finish',
    text: 'What a page says has to be the same on every machine, so it cannot report a search that ended at a limit: of memory, or of `--max-states`.',
    wrong: 'thps doc ticket_lock.thps --max-states 10\n',
    right: 'thps doc ticket_lock.thps --max-states 1000000\n',
  },
  THPS0056: {
    title: 'A block that cannot be filled',
    text: '`thps doc FILE.md` fills the blocks of a document whose first line is a command: a fence with `text thps show SPEC --check NAME --property NAME --as FORM` behind its backticks, or in reStructuredText a comment `.. thps show …` above a literal block. SPEC is relative to the document. The command is wrong, the check has nothing to show, or nothing ends the block. The document was left unchanged.',
    wrong: '```text thps show\n```\n',
    right: '```text thps show ticket_lock.thps --check unfair --property in_order\n```\n',
  },
  THPS0061: {
    title: 'A spec in another layout',
    text: 'All specs have one layout, so that a difference between two versions is a difference in what they say. `thps format --check` changes nothing and names the files that `thps format` would change. It only ever changes white space.',
    wrong: 'printf "spec s;\\nvar x:bool;\\n" > s.thps\nthps format --check s.thps\n',
    right: 'thps format s.thps\nthps format --check s.thps\n',
  },
  THPS0071: {
    title: 'A spec that is nested too deeply',
    text: 'Types that are made of each other in a chain of thousands, or whatever else goes on like that, take more of the stack than a process has. Nobody writes these by hand; a program that writes specs should share what it repeats: a map in place of a variable for each key, `pick` in place of branches.',
    wrong: 'thps check generated.thps\n',
    right: 'thps check by_hand.thps\n',
  },
  THPS0072: {
    title: 'A text that an editor has given up on',
    text: 'The language server looks at a text whenever it changes. Where that takes more than ten seconds, or more memory than it may have, it stops and goes on with the other files; what it knew about this one is not shown until the text changes. The command line has no such limit.',
    wrong: 'const PAIRS : 0..1_000_000 = size({ (a, b, c) for a, b, c in 0..99 });\n',
    right: 'const PAIRS : 0..1_000_000 = 1_000_000;\n',
  },
  THPS0073: {
    title: 'A line that cannot be carried out',
    text: '`thps repl` goes through a run step by step. It takes the number of a step, `back`, `goto`, `eval`, `save` and a few more words; `help` lists them. What it does not understand changes nothing, and the walk goes on where it was.',
    wrong: 'thps repl specs/tutorial/01-two-counters.thps\n> take nine\n',
    right: 'thps repl specs/tutorial/01-two-counters.thps\n> 1\n',
  },
  THPS0079: {
    title: 'A check that TLA+ cannot say',
    text: '`thps export tla` writes a module that means the same as a check, state for state, or none. There is no module of a check about weak memory: store buffers are lowered to state inside thps. And there is none of a check with a temporal property that uses `until`, which TLA+ does not have.',
    wrong: 'temporal waits = busy until idle;\n',
    right: 'temporal waits = busy ~> idle;\n',
  },
  THPS9001: {
    title: 'An error of thps itself',
    text: 'Whatever the spec says, this should not have happened. Please report it with the spec and the command line. With THPS_DEBUG=1 in the environment the message contains the place in the program.',
    wrong: 'thps check ticket_lock.thps\n',
    right: 'THPS_DEBUG=1 thps check ticket_lock.thps\n',
  },
};
