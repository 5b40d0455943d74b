import type { Location } from '../text/source.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** 0001 to 0079: the command line and files; 9001: errors of thps itself. */

/** @param siblings names of the same folder */
export function fileNotFound(name: string, siblings: readonly string[]): Diagnostic {
  return diagnostic('THPS0001', `there is no file or folder '${name}'`, {
    class: 'input',
    hint: orElse(name, siblings, 'paths are relative to the current folder'),
  });
}

export function fileUnreadable(name: string, reason: string): Diagnostic {
  return diagnostic('THPS0002', `cannot read '${name}': ${reason}`, {
    class: 'input',
    hint: 'look at its permissions, and whether it is a regular file',
  });
}

export function folderWithoutSpecs(name: string): Diagnostic {
  return diagnostic('THPS0003', `there is no .thps file in '${name}' or the folders in it`, {
    class: 'input',
    hint: 'name the file or folder of a spec; `thps init NAME` writes a spec to start from',
  });
}

/** @param offset of the first byte that is wrong */
export function notUtf8(name: string, offset: number): Diagnostic {
  return diagnostic('THPS0004', `'${name}' is not UTF-8 text: byte ${offset} is not part of a character`, {
    class: 'input',
    hint: 'save it as UTF-8 in your editor, or convert it: `iconv -f latin1 -t utf8`',
  });
}

export function fileTooLarge(name: string, bytes: number, limit: number): Diagnostic {
  return diagnostic('THPS0005', `'${name}' has ${bytes} bytes, more than the ${limit} that a spec may have`, {
    class: 'input',
    hint: 'split it into modules with `import`, or check that it is a spec at all',
  });
}

/** @param reason a clause */
export function notAResult(name: string, reason: string): Diagnostic {
  return diagnostic('THPS0006', `'${name}' is not a result of thps: ${reason}`, {
    class: 'input',
    hint: '`thps check --json > result.json` writes one; another version of thps may read another schema',
  });
}

/** @param reason a clause */
export function notATrace(name: string, reason: string): Diagnostic {
  return diagnostic('THPS0007', `'${name}' is no trace that can be read: ${reason}`, {
    class: 'input',
    hint: 'give it what TLC prints, what it writes with `-dumpTrace json`, or an ITF trace of Apalache',
  });
}

/**
 * @param run the check
 * @param reason a clause
 */
export function traceOfOther(name: string, run: string, reason: string): Diagnostic {
  return diagnostic('THPS0008', `the trace in '${name}' is none of check ${run}: ${reason}`, {
    class: 'input',
    hint: 'it has to come from what `thps export tla` writes of this check, of the spec as it is now: `--check` and `--const` say which; or export it again',
  });
}

/** @param reason why not, as a clause, if there is more to say than that nothing is */
export function traceShowsNothing(name: string, run: string, reason?: string): Diagnostic {
  const because = reason === undefined ? '' : `: ${reason}`;
  return diagnostic('THPS0009', `the trace in '${name}' violates no property of check ${run}${because}`, {
    class: 'input',
    severity: 'warning',
    hint: 'it is shown as it is; add the property that the other checker was asked about to the spec',
  });
}

/** @param form the one that was asked for */
export function nothingToShow(form: string): Diagnostic {
  return diagnostic('THPS0032', `there is no run to show as ${form}: nothing that was looked at has a counterexample`, {
    class: 'usage',
    hint: '`--as markdown` shows verdicts as well; `--check` and `--property` say which run is meant',
  });
}

/** @param left what a picture shows instead of all states, as a clause */
export function graphLeftOut(left: string): Diagnostic {
  return diagnostic('THPS0033', `the graph does not show everything: ${left}`, {
    class: 'usage',
    severity: 'information',
    hint: '`--states 1000` draws the first 1,000, and up to 10,000 can be drawn; with smaller constants there are fewer',
  });
}

/** @param reason what Graphviz says */
export function notDrawn(reason: string): Diagnostic {
  return diagnostic('THPS0034', `the graph could not be drawn: ${reason}`, {
    class: 'usage',
    hint: 'draw fewer states with `--states`, or write `--as dot` and draw that with the Graphviz of your system',
  });
}

export function checkpointFailed(reason: string): Diagnostic {
  return diagnostic('THPS0041', `the snapshot could not be written: ${reason}`, {
    class: 'input',
    severity: 'warning',
    hint: 'the run goes on without it; look at the free space and the permissions of the folder',
  });
}

/** @param message a sentence */
export function checkpointRefused({ message, hint }: { readonly message: string; readonly hint: string }): Diagnostic {
  return diagnostic('THPS0042', message, { class: 'usage', hint });
}

/** @param reason a sentence without a final stop, and what to do about it where it is not the spec that asks for too much */
export function notCompiled(
  run: string,
  { message, hint }: { readonly message: string; readonly hint: string | undefined },
): Diagnostic {
  return diagnostic('THPS0043', `check ${run} is explored by the interpreter, which is slow: ${message}`, {
    class: 'lowering',
    severity: 'information',
    hint: hint ?? 'smaller types, and fewer choices in one atomic step, let it be compiled',
  });
}

/** @param reason a sentence without a final stop */
export function noModule(run: string, reason: string): Diagnostic {
  return diagnostic('THPS0045', `check ${run} has no WebAssembly module: ${reason}`, {
    class: 'lowering',
    hint: '`thps check` explores it with the interpreter; smaller types, and fewer choices in one atomic step, let it be compiled',
  });
}

/** @param reason a sentence without a final stop */
export function oneWorker(reason: string): Diagnostic {
  return diagnostic('THPS0044', `exploring with one worker, since others could not be started: ${reason}`, {
    class: 'usage',
    severity: 'information',
    hint: '`--workers 1` does not try to start others',
  });
}

export function noFingerprints(): Diagnostic {
  return badUsage('the interpreter keeps no fingerprints', 'leave out `--engine interpreter`, or `--fingerprint`');
}

export function unknownCheck(name: string, known: readonly string[]): Diagnostic {
  return diagnostic('THPS0011', `there is no check '${name}'`, {
    class: 'usage',
    notes: [known.length === 0 ? 'the files that were given have no checks' : `checks here: ${known.join(', ')}`],
    hint: orElse(name, known, '`--check` takes the name of a `check` of the file'),
  });
}

export function unknownProperty(name: string, known: readonly string[]): Diagnostic {
  return diagnostic('THPS0013', `there is no property '${name}'`, {
    class: 'usage',
    notes: [
      known.length === 0 ? 'the files that were given have no properties' : `properties here: ${known.join(', ')}`,
    ],
    hint: orElse(name, known, '`--only` takes names of properties, separated by commas'),
  });
}

/** `--const` with something that is not `NAME=VALUE`. */
export function badConstantOption(text: string): Diagnostic {
  return diagnostic('THPS0014', `'${text}' does not set a constant`, {
    class: 'usage',
    hint: 'write `--const NAME=VALUE`, as in `--const N=3`',
  });
}

/** @param example a number that can be given */
export function badNumberOption(option: string, text: string, wanted: string, example = 1_000_000): Diagnostic {
  return diagnostic('THPS0015', `${option} takes ${wanted}, not '${text}'`, {
    class: 'usage',
    hint:
      option === '--max-memory'
        ? 'write `--max-memory 2G`, `512M`, or a number of bytes'
        : `write \`${option} ${example}\``,
  });
}

/** A wrong use of the command line that has no message of its own: what the parser of options says about it. */
export function badUsage(message: string, hint?: string): Diagnostic {
  return diagnostic('THPS0016', message, {
    class: 'usage',
    hint: hint ?? '`thps --help` lists the commands, `thps check --help` the options of one',
  });
}

/** @param name that stands for a folder */
export function notOneFile(name: string): Diagnostic {
  return badUsage(`'${name}' is no file`, 'name one spec in its two versions: `thps diff old.thps new.thps`');
}

export function noGit(): Diagnostic {
  return badUsage('this needs git, which is not installed', 'install it, or name the specs to check');
}

export function notAWorkTree(folder: string): Diagnostic {
  return badUsage(
    `'${folder}' is not in a git work tree`,
    'go to the folder of the specs: what is compared is a revision of git',
  );
}

export function notARevision(name: string): Diagnostic {
  return badUsage(`git knows no revision '${name}'`, 'name a branch, a tag or a commit, as in `main` or `HEAD~1`');
}

/** @param known variables, locals, processes, actions and procedures */
export function unknownHidden(name: string, known: readonly string[]): Diagnostic {
  return badUsage(
    `there is nothing called '${name}' to hide`,
    orElse(name, known, '`--hide` takes names of variables, locals, processes, actions and procedures'),
  );
}

/** @param known processes of the spec */
export function unknownProcess(name: string, known: readonly string[]): Diagnostic {
  return badUsage(
    `there is no process '${name}'`,
    known.length === 0
      ? 'the spec has actions alone; leave out `--process` to draw its states'
      : orElse(name, known, `processes here: ${known.join(', ')}`),
  );
}

/** @param known findings */
export function unknownStrictness(name: string, known: readonly string[]): Diagnostic {
  return badUsage(
    `there is no finding '${name}'`,
    orElse(name, known, `\`--strict\` alone denies all: ${known.join(', ')}`),
  );
}

export function libraryNotChecked(name: string): Diagnostic {
  return diagnostic('THPS0017', `'${name}' is a library: its names and types are right, but it has nothing to run`, {
    class: 'usage',
    severity: 'information',
    hint: 'a spec that imports it can be checked',
  });
}

export function noSnapshots(): Diagnostic {
  return badUsage(
    'the interpreter keeps no snapshots',
    'leave out `--engine interpreter`, or `--checkpoint` and `--resume`',
  );
}

export function noSpilling(): Diagnostic {
  return badUsage('the interpreter cannot continue with files', 'leave out `--engine interpreter`, or `--spill`');
}

/** Temporal properties with `--fingerprint`. */
export function needsStates(properties: readonly string[]): Diagnostic {
  return badUsage(
    `temporal properties need all states, but \`--fingerprint\` keeps only a hash of each: ${properties.join(', ')}`,
    'leave out `--fingerprint`, or name other properties with `--only`',
  );
}

export function badSpecName(name: string): Diagnostic {
  return diagnostic('THPS0021', `'${name}' cannot be the name of a spec`, {
    class: 'usage',
    hint: 'letters, digits and `_`, not starting with a digit, and no keyword: `thps init ticket_lock`',
  });
}

export function fileExists(name: string): Diagnostic {
  return diagnostic('THPS0022', `'${name}' already exists and was left unchanged`, {
    class: 'input',
    hint: 'choose another name, or remove the file first',
  });
}

export function cannotWrite(name: string, reason: string): Diagnostic {
  return diagnostic('THPS0023', `cannot write '${name}': ${reason}`, {
    class: 'input',
    hint: 'look at the permissions of the folder',
  });
}

/** @param reason a clause @param at what TLA+ cannot say, if it is one thing */
export function notExportable(run: string, reason: string, at?: Location): Diagnostic {
  return diagnostic('THPS0079', `check ${run} cannot be written in TLA+: ${reason}`, {
    class: 'usage',
    ...(at === undefined ? {} : { at }),
    hint: 'choose another check with --check, or one that looks `only` at properties that TLA+ can say',
  });
}

/** @param reason a clause */
export function outputLost(reason: string): Diagnostic {
  return diagnostic('THPS0023', `cannot write to standard output: ${reason}`, {
    class: 'input',
    hint: 'make room there, or send it somewhere else; what was written is incomplete',
  });
}

export function unknownCode(code: string, known: readonly string[], ranges: readonly string[]): Diagnostic {
  return diagnostic('THPS0031', `there is no message with the code '${code}'`, {
    class: 'usage',
    notes: ranges,
    hint: orElse(code, known, 'codes look like THPS2001'),
  });
}

/** @param why a clause @param command that puts it right */
export function pageOutOfDate(page: string, why: string, command: string): Diagnostic {
  return diagnostic('THPS0051', `the page '${page}' is out of date: ${why}`, {
    class: 'stale',
    hint: `run \`${command}\``,
  });
}

export function notGenerated(page: string): Diagnostic {
  return diagnostic('THPS0052', `'${page}' was not generated by \`thps doc\` and was left unchanged`, {
    class: 'input',
    hint: 'move the file away, or write the pages to another folder with `--out`',
  });
}

export function nothingToDocument(file: string): Diagnostic {
  return diagnostic('THPS0053', `'${file}' has no checks, so there is no page about it`, {
    class: 'lowering',
    hint: 'write a `check`: a page reports the results of the checks of a spec',
  });
}

export function samePage(page: string, first: string, second: string): Diagnostic {
  return diagnostic('THPS0054', `the pages of '${first}' and '${second}' would both be '${page}'`, {
    class: 'usage',
    hint: 'rename one of the specs, or write the pages of each folder to a folder of their own with `--out`',
  });
}

/** @param states the limit that was reached; absent where memory was full */
export function runNotComplete(check: string, file: string, states: number | undefined): Diagnostic {
  const why = states === undefined ? 'needs more memory than there is' : `has more than ${states} states`;
  return diagnostic('THPS0055', `there is no page about '${file}': check ${check} ${why}`, {
    class: 'interrupted',
    hint:
      states === undefined
        ? 'make its types smaller, or leave processes out'
        : 'raise `--max-states`, or make its types smaller',
  });
}

/** @param line the first that would change, from 1 */
/** @param line from 1 */
export function badBlock(file: string, line: number, reason: string): Diagnostic {
  return diagnostic('THPS0056', `the block at line ${line} of '${file}' cannot be filled: ${reason}`, {
    class: 'usage',
    hint: 'a block begins like ```text thps show SPEC --check NAME --property NAME --as race; SPEC is relative to the file',
  });
}

export function notFormatted(file: string, line: number): Diagnostic {
  return diagnostic('THPS0061', `'${file}' is not formatted: line ${line} would change`, {
    class: 'stale',
    hint: `run \`thps format ${file === '<stdin>' ? '-' : file}\``,
  });
}

/** A line of `thps repl` that cannot be carried out. @param what a sentence without a final stop */
export function badReplLine(what: string, hint = '`help` lists what can be done'): Diagnostic {
  return diagnostic('THPS0073', what, { class: 'usage', hint });
}

/**
 * Of something that is nested, or calls something, more deeply than the stack of this process goes.
 * @param at the declaration that was being worked on, if that is known
 */
export function nestedBeyondStack(at?: Location): Diagnostic {
  return diagnostic(
    'THPS0071',
    at === undefined
      ? 'something is nested or chained too deeply to be processed'
      : 'something in this is nested or chained too deeply to be processed',
    {
      class: 'lowering',
      ...(at === undefined ? {} : { at }),
      hint: 'divide it, or write it more compactly: a map for thousands of variables, `pick` for thousands of branches',
    },
  );
}

/** Of a document in an editor. @param reason as a clause */
export function analysisStopped(reason: string): Diagnostic {
  return diagnostic('THPS0072', `the editor has given up on this text: ${reason}`, {
    class: 'interrupted',
    hint: 'make the values of its constants and types smaller; it is looked at again when it changes',
  });
}

/** @param where of the statement or declaration that was being worked on, if that is known */
export function internalError(message: string, version: string, where?: Location): Diagnostic {
  return diagnostic('THPS9001', `this is a bug in thps: ${message}`, {
    class: 'internal',
    ...(where === undefined ? {} : { at: where }),
    notes: [`thps ${version}`],
    hint: 'please report it with the spec and the command line; THPS_DEBUG=1 in the environment prints the stack',
  });
}

/** The name that was meant, if one is close; otherwise a general hint. */
function orElse(name: string, known: readonly string[], hint: string): string {
  const meant = didYouMean(name, known);
  return meant === undefined ? hint : `did you mean '${meant}'?`;
}
