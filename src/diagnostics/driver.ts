import type { Location } from '../text/source.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** Messages about the command line and about files (0xxx), and about errors of thps itself (9xxx). */

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
  return diagnostic('THPS0004', `'${name}' is not UTF-8 text: byte ${offset} is no part of a character`, {
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

export function checkpointFailed(reason: string): Diagnostic {
  return diagnostic('THPS0041', `the snapshot could not be written: ${reason}`, {
    severity: 'warning',
    hint: 'the run goes on without it; look at the free space and the permissions of the folder',
  });
}

/** @param message a sentence */
export function checkpointRefused({ message, hint }: { readonly message: string; readonly hint: string }): Diagnostic {
  return diagnostic('THPS0042', message, { hint });
}

/** @param reason a sentence without a final stop, and what to do about it where it is not the spec that asks for too much */
export function notCompiled(
  run: string,
  { message, hint }: { readonly message: string; readonly hint: string | undefined },
): Diagnostic {
  return diagnostic('THPS0043', `check ${run} is explored by the interpreter, which is slow: ${message}`, {
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
  return diagnostic('THPS0044', `one worker explores, since others could not be started: ${reason}`, {
    severity: 'information',
    hint: '`--workers 1` does not try to start others',
  });
}

export function noFingerprints(): Diagnostic {
  return badUsage('the interpreter keeps no fingerprints', 'leave out `--engine interpreter`, or `--fingerprint`');
}

export function unknownCheck(name: string, known: readonly string[]): Diagnostic {
  return diagnostic('THPS0011', `there is no check '${name}'`, {
    notes: [known.length === 0 ? 'the files that were given have no checks' : `checks here: ${known.join(', ')}`],
    hint: orElse(name, known, '`--check` takes the name of a `check` of the file'),
  });
}

export function unknownProperty(name: string, known: readonly string[]): Diagnostic {
  return diagnostic('THPS0013', `there is no property '${name}'`, {
    notes: [
      known.length === 0 ? 'the files that were given have no properties' : `properties here: ${known.join(', ')}`,
    ],
    hint: orElse(name, known, '`--only` takes names of properties, separated by commas'),
  });
}

/** `--const` with something that is not `NAME=VALUE`. */
export function badConstantOption(text: string): Diagnostic {
  return diagnostic('THPS0014', `'${text}' does not set a constant`, {
    hint: 'write `--const NAME=VALUE`, as in `--const N=3`',
  });
}

export function badNumberOption(option: string, text: string, wanted: string): Diagnostic {
  return diagnostic('THPS0015', `${option} takes ${wanted}, not '${text}'`, {
    hint:
      option === '--max-memory'
        ? 'write `--max-memory 2G`, `512M`, or a number of bytes'
        : `write \`${option} 1000000\``,
  });
}

/** A wrong use of the command line that has no message of its own: what the parser of options says about it. */
export function badUsage(message: string, hint?: string): Diagnostic {
  return diagnostic('THPS0016', message, {
    hint: hint ?? '`thps --help` lists commands, `thps check --help` its options',
  });
}

export function libraryNotChecked(name: string): Diagnostic {
  return diagnostic('THPS0017', `'${name}' is a library: its names and types are right, but it has nothing to run`, {
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
  return badUsage('the interpreter does not go on with files', 'leave out `--engine interpreter`, or `--spill`');
}

/** Temporal properties with `--fingerprint`. */
export function needsStates(properties: readonly string[]): Diagnostic {
  return badUsage(
    `temporal properties need all states, of which \`--fingerprint\` keeps no more than a number: ${properties.join(', ')}`,
    'leave out `--fingerprint`, or name other properties with `--only`',
  );
}

export function badSpecName(name: string): Diagnostic {
  return diagnostic('THPS0021', `'${name}' cannot be the name of a spec`, {
    hint: 'letters, digits and `_`, not starting with a digit, and no keyword: `thps init ticket_lock`',
  });
}

export function fileExists(name: string): Diagnostic {
  return diagnostic('THPS0022', `'${name}' exists already and was left as it is`, {
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

/** @param reason a clause */
export function outputLost(reason: string): Diagnostic {
  return diagnostic('THPS0023', `cannot write the standard output: ${reason}`, {
    hint: 'make room there, or let it go somewhere else; what was written before is not all',
  });
}

export function unknownCode(code: string, known: readonly string[], ranges: readonly string[]): Diagnostic {
  return diagnostic('THPS0031', `there is no message with the code '${code}'`, {
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
  return diagnostic('THPS0052', `'${page}' was not generated by \`thps doc\` and was left as it is`, {
    class: 'input',
    hint: 'move the file away, or let the pages go to another folder with `--out`',
  });
}

export function nothingToDocument(file: string): Diagnostic {
  return diagnostic('THPS0053', `'${file}' has no checks, so there is no page about it`, {
    class: 'lowering',
    hint: 'write a `check`: a page tells what came out of the checks of a spec',
  });
}

export function samePage(page: string, first: string, second: string): Diagnostic {
  return diagnostic('THPS0054', `the pages of '${first}' and '${second}' would both be '${page}'`, {
    hint: 'rename one of the specs, or let the pages of each folder go to a folder of their own with `--out`',
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
export function notFormatted(file: string, line: number): Diagnostic {
  return diagnostic('THPS0061', `'${file}' is not formatted: line ${line} would change`, {
    class: 'stale',
    hint: `run \`thps format ${file === '<stdin>' ? '-' : file}\``,
  });
}

/**
 * Of something that is nested, or calls something, more deeply than the stack of this process goes.
 * @param at the declaration that was being worked on, if that is known
 */
export function nestedBeyondStack(at?: Location): Diagnostic {
  return diagnostic(
    'THPS0071',
    at === undefined
      ? 'something is nested, or goes on in a chain, too deeply to be worked on'
      : 'something in this is nested, or goes on in a chain, too deeply to be worked on',
    {
      class: 'lowering',
      ...(at === undefined ? {} : { at }),
      hint: 'divide it, or say it shorter: a map for thousands of variables, `pick` for thousands of branches',
    },
  );
}

/** Of a document in an editor. @param reason as a clause */
export function analysisStopped(reason: string): Diagnostic {
  return diagnostic('THPS0072', `the editor has given up on this text: ${reason}`, {
    hint: 'make the values of its constants and types smaller; it is looked at again when it changes',
  });
}

/** @param where of the statement or declaration that was being worked on, if that is known */
export function internalError(message: string, version: string, where?: Location): Diagnostic {
  return diagnostic('THPS9001', `this is a bug in thps: ${message}`, {
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
