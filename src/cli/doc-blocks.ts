import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { isNamed } from '../core/run.ts';
import { type Diagnostic, isError } from '../diagnostics/diagnostic.ts';
import {
  badBlock,
  cannotWrite,
  fileNotFound,
  fileUnreadable,
  pageOutOfDate,
  unknownCheck,
} from '../diagnostics/driver.ts';
import { type BadBlock, blocksIn, endsFence, type ResultBlock, withContents, wordsOf } from '../document/blocks.ts';
import { check } from '../driver/check.ts';
import { findSpecs, siblingsOf } from '../driver/files.ts';
import { plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import { replaceFile } from '../driver/replace-file.ts';
import { checkData } from '../driver/results.ts';
import type { CheckReport } from '../driver/report.ts';
import { Session } from '../driver/session.ts';
import { statusOfLink } from '../driver/status.ts';
import { version } from '../driver/version.ts';
import { Interrupted } from '../explorer/watch.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { type FormLoader, type FormName, formNames, forms } from '../render/forms/forms.ts';
import { shellWord } from '../render/report.ts';
import { chosen, shownIn } from '../render/selection.ts';
import type { CheckData, Result } from '../result/model.ts';
import { printable } from '../text/display.ts';
import { exitCodeOfDiagnostic, exitCodes, mostSevere, type ExitCode } from './exit-codes.ts';
import { type Host, styleFor } from './host.ts';
import { addRaceOptions, raceOptions, type RawRaceOptions } from './race-options.ts';

/** `thps doc FILES` for documents: fills the blocks in them that show results, or says which are out of date. */
export interface DocBlocksOptions {
  /** `compare`: write nothing. */
  readonly mode: 'write' | 'compare';
  readonly engine: 'wasm' | 'interpreter';
}

export async function docBlocksCommand(
  names: readonly string[],
  options: DocBlocksOptions,
  host: Host,
): Promise<ExitCode> {
  const session = new Session({ limits: {}, interrupts: host.interrupts, show: () => undefined });
  const codes: ExitCode[] = [];
  session.begin();
  try {
    const documents = new Documents(options, host, session);
    for (const name of names) {
      const problems = await documents.fill(name);
      if (problems.length > 0) host.stderr.write(renderDiagnostics(problems, styleFor(host.stderr, host)));
      codes.push(...problems.map(exitCodeOfDiagnostic));
    }
  } catch (problem) {
    if (!(problem instanceof Interrupted)) throw problem;
    codes.push(exitCodes.incomplete);
  } finally {
    session.end();
  }
  return mostSevere([exitCodes.asExpected, ...codes]);
}

/** What the command of a block asks for. */
interface Wanted extends RawRaceOptions {
  readonly spec: string;
  readonly as: FormName;
  readonly check?: string;
  readonly property?: string;
}

class Documents {
  readonly #options: DocBlocksOptions;
  readonly #host: Host;
  readonly #session: Session;
  /** Results by spec and check: several blocks show one. */
  readonly #results = new Map<string, Result | readonly Diagnostic[]>();

  constructor(options: DocBlocksOptions, host: Host, session: Session) {
    this.#options = options;
    this.#host = host;
    this.#session = session;
  }

  async fill(name: string): Promise<readonly Diagnostic[]> {
    const path = resolve(this.#host.cwd, name);
    const status = statusOfLink(path);
    if (status === undefined) return [fileNotFound(name, siblingsOf(name, this.#host.cwd))];
    if (!status.isFile()) return [fileUnreadable(name, 'it is no regular file')];
    const before = readFileSync(path, 'utf8');
    const { blocks, bad } = blocksIn(before);
    const contents: string[] = [];
    for (const block of blocks) {
      const content = await this.#content(name, block);
      if (typeof content !== 'string') return content;
      contents.push(content);
    }
    if (bad.length > 0) return bad.map((one) => this.#bad(name, one));
    const after = withContents(before, blocks, contents);
    if (after === before) {
      this.#host.stdout.write(`${printable(name)} is up to date\n`);
      return [];
    }
    if (this.#options.mode === 'compare') {
      const [old, now] = [before.split('\n'), after.split('\n')];
      const line = now.findIndex((text, i) => text !== old[i]);
      const why = `line ${line + 1} should be '${now[line] ?? ''}', not '${old[line] ?? ''}'`;
      return [pageOutOfDate(name, why, `thps doc ${shellWord(name)}`)];
    }
    try {
      replaceFile(path, after);
    } catch (error) {
      return [cannotWrite(name, error instanceof Error ? error.message : String(error))];
    }
    this.#host.stdout.write(`${printable(name)} is written\n`);
    return [];
  }

  #bad(name: string, { line, reason }: BadBlock): Diagnostic {
    return badBlock(name, line + 1, reason);
  }

  async #content(name: string, block: ResultBlock): Promise<string | readonly Diagnostic[]> {
    const { line } = block;
    const wanted = wantedBy(block.command);
    if (typeof wanted === 'string') return [this.#bad(name, { line, reason: wanted })];
    const spec = join(dirname(name), wanted.spec);
    const result = await this.#resultOf(spec, wanted.check);
    if (!('schema' in result)) return result;
    const some = chosen(result, wanted.property === undefined ? {} : { properties: [wanted.property] });
    const loader: FormLoader = forms[wanted.as];
    const options = { race: raceOptions(wanted) };
    const [first] = shownIn(some);
    if (first === undefined && (loader.of === 'run' || wanted.property !== undefined)) {
      const about = wanted.property === undefined ? 'nothing' : `nothing about '${wanted.property}'`;
      return [this.#bad(name, { line, reason: `the check shows ${about}` })];
    }
    const text =
      loader.of === 'result'
        ? await (
            await loader.load()
          )(some, options)
        : first && (await (await loader.load())(first, options));
    if (text === undefined) return [];
    return endsFence(text, block)
      ? [this.#bad(name, { line, reason: 'the content has lines that end the block: it needs a longer fence' })]
      : text;
  }

  async #resultOf(spec: string, name: string | undefined): Promise<Result | readonly Diagnostic[]> {
    const key = `${spec} ${name ?? ''}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const made = await this.#check(spec, name);
    this.#results.set(key, made);
    return made;
  }

  async #check(spec: string, name: string | undefined): Promise<Result | readonly Diagnostic[]> {
    const { files, diagnostics } = findSpecs([spec], this.#host.cwd);
    const [file] = files;
    if (file === undefined) return diagnostics;
    const { modules, requests, diagnostics: found } = plan(file, [], this.#host.cwd);
    const wanted = requests.filter((request) => name === undefined || isNamed(request, name));
    if (modules === undefined || found.some(isError)) return found.filter(isError);
    if (name !== undefined && wanted.length === 0)
      return [unknownCheck(name, [...new Set(requests.map((request) => request.check))])];
    const reports: CheckReport[] = [];
    for (const request of wanted) {
      const {
        run,
        system,
        diagnostics: problems,
      } = await prepare(modules, request, { atOnce: (work) => this.#session.atOnce(work) });
      if (system === undefined) return problems.filter(isError);
      const { told: _, ...bounds } = this.#session.boundsOfRun();
      reports.push(
        await check(file, run, system, {
          ...bounds,
          engine: this.#options.engine,
          interpreted: () => undefined,
          expectedTraces: true,
        }),
      );
    }
    return resultOfChecks(reports.map(checkData));
  }
}

function resultOfChecks(checks: readonly CheckData[]): Result {
  return { schema: 2, version, exitCode: 0, diagnostics: [], sources: [], checks, checksWithErrors: [], neverMet: [] };
}

/** What a command of a block asks for, or what is wrong with it. */
function wantedBy(command: string): Wanted | string {
  const parser = new Command('thps show')
    .argument('<spec>')
    .addOption(new Option('--as <form>').choices(formNames).default('race'))
    .option('--check <name>')
    .option('--property <name>')
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
  addRaceOptions(parser);
  try {
    parser.parse([...wordsOf(command)], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.message.replace(/^error: /, '').replace(/\.$/, '');
    if (error instanceof Error) return error.message;
    throw error;
  }
  const [spec = ''] = parser.args;
  return { spec, ...parser.opts<Omit<Wanted, 'spec'>>() };
}
