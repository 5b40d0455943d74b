import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/did-you-mean.ts';
import { badReplLine } from '../diagnostics/driver.ts';
import { scenarioText } from '../driver/scenario-text.ts';
import { MOST_CHOICES, Stepping } from '../driver/stepping.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { countOf } from '../render/layout.ts';
import { describeFinding } from '../render/report.ts';
import { chosen, shownIn } from '../render/selection.ts';
import type { Style } from '../render/style.ts';
import { renderRace } from '../render/trace-race.ts';
import { renderChoices, renderState, renderTrace } from '../render/trace-terminal.ts';
import { printable } from '../text/display.ts';
import { reservedWords } from '../parser/tokens.ts';
import type { ExitCode } from './exit-codes.ts';
import { type ShieldedHost, styleFor } from './host.ts';
import { type ChosenRun, type InspectOptions, withSystem } from './inspect.ts';
import { internalErrorOf } from './internal.ts';
import { readResult } from './read-result.ts';
import { writeText } from './write-text.ts';

/** `thps repl`: a walk through one run, in which somebody chooses each step. */
export function replCommand(name: string, options: InspectOptions, host: ShieldedHost): Promise<ExitCode> {
  return withSystem(name, options, host, async (walked) => {
    await new Repl(walked, host).run();
    return [];
  });
}

const PROMPT = '> ';

/** Steps that are listed; the others can be taken by their numbers as well. */
const LISTED = 50;

interface Word {
  readonly names: readonly [string, ...string[]];
  /** What follows it. */
  readonly usage: string;
  readonly help: string;
  /** @returns what is wrong with the line */
  readonly run: (rest: string) => Diagnostic | readonly Diagnostic[] | undefined;
}

class Repl {
  readonly #walked: ChosenRun;
  readonly #host: ShieldedHost;
  readonly #style: Style;
  readonly #stepping: Stepping;
  #isOver = false;

  constructor(walked: ChosenRun, host: ShieldedHost) {
    this.#walked = walked;
    this.#host = host;
    this.#style = styleFor(host.stdout, host);
    this.#stepping = new Stepping(walked);
  }

  readonly #words: readonly Word[] = [
    {
      names: ['steps', 's'],
      usage: '',
      help: 'what can happen next, and what it would change',
      run: () => this.#show(),
    },
    {
      names: ['take', 't'],
      usage: 'N',
      help: 'let step N happen; the number alone does so too',
      run: (n) => this.#take(n),
    },
    { names: ['back', 'b'], usage: '[N]', help: 'go back a step, or N', run: (n) => this.#back(n) },
    {
      names: ['goto', 'g'],
      usage: 'N | FILE [CHECK [PROPERTY [N]]]',
      help: 'go to where N steps of this walk are taken, or of a run that `thps check --json` has written to FILE',
      run: (rest) => this.#goto(rest),
    },
    { names: ['restart'], usage: '', help: 'go back to the beginning', run: () => this.#restart() },
    {
      names: ['eval', 'e', '='],
      usage: 'EXPR',
      help: 'the value of an expression here',
      run: (text) => this.#eval(text),
    },
    {
      names: ['state'],
      usage: '',
      help: 'the values of all variables, and where processes are',
      run: () => this.#state(),
    },
    { names: ['trace'], usage: '[race]', help: 'the walk so far, or as columns', run: (form) => this.#trace(form) },
    {
      names: ['save'],
      usage: 'NAME [FILE]',
      help: 'print the walk as a scenario of the spec, or write it to a new file',
      run: (rest) => this.#save(rest),
    },
    { names: ['help', 'h', '?'], usage: '', help: 'this list', run: () => this.#help() },
    { names: ['quit', 'q', 'exit'], usage: '', help: 'end, as Ctrl-D does', run: () => void (this.#isOver = true) },
  ];

  async run(): Promise<void> {
    const lines = await this.#host.lines((line) => this.#completions(line));
    if (this.#walked.title !== undefined) this.#write(`${this.#walked.title}\n`);
    this.#write('`help` lists what can be done\n\n');
    this.#show();
    while (!this.#isOver) {
      const line = await lines.next(PROMPT);
      if (line === undefined) break;
      if (!lines.isEdited) this.#write(`${PROMPT}${printable(line)}\n`);
      this.#obey(line.trim());
    }
    lines.end();
  }

  #completions(line: string): readonly string[] {
    const words = this.#words.map(({ names: [first] }) => first);
    return words.filter((word) => word.startsWith(line));
  }

  /** Carries out a line. Whatever it is, the walk goes on. */
  #obey(line: string): void {
    try {
      const problems = line === '' ? undefined : this.#dispatch(line);
      this.#report(problems === undefined ? [] : 'code' in problems ? [problems] : problems);
    } catch (problem) {
      this.#report([internalErrorOf(problem, this.#host)]);
    }
  }

  #dispatch(line: string): ReturnType<Word['run']> {
    if (/^\d+$/.test(line)) return this.#take(line);
    const [, first = '', rest = ''] = /^(=|\S+)\s*(.*)$/.exec(line) ?? [];
    const word = this.#words.find(({ names }) => names.includes(first));
    if (word) return word.run(rest);
    const meant = didYouMean(
      first,
      this.#words.flatMap(({ names }) => names),
    );
    return badReplLine(
      `there is no command '${printable(first)}'`,
      meant === undefined
        ? '`help` lists what can be done; `= EXPR` evaluates an expression'
        : `did you mean \`${meant}\`?`,
    );
  }

  // ---------------------------------------------------------------------------------------------- walking

  #take(text: string): Diagnostic | undefined {
    const { next } = this.#stepping;
    const number = numberIn(text);
    const choice = number === undefined ? undefined : next[number - 1];
    if (number === undefined || choice === undefined) {
      const range = next.length === 0 ? 'nothing can happen here' : `the steps here are 1 to ${next.length}`;
      return badReplLine(`there is no step '${printable(text)}'`, `${range}; \`steps\` lists them, \`back\` goes back`);
    }
    if (!this.#stepping.take(number))
      return badReplLine(
        `step ${number} fails and leads nowhere`,
        'its line says why; `back` goes back, `trace` shows the way here',
      );
    this.#show();
    return undefined;
  }

  #back(text: string): Diagnostic | undefined {
    const count = text === '' ? 1 : numberIn(text);
    const { steps } = this.#stepping;
    if (count === undefined || !this.#stepping.goTo(steps - count))
      return badReplLine(
        `the walk cannot go back '${printable(text === '' ? '1' : text)}'`,
        `${taken(steps)}; \`restart\` begins anew`,
      );
    this.#show();
    return undefined;
  }

  #restart(): undefined {
    this.#stepping.restart();
    this.#show();
  }

  #goto(rest: string): Diagnostic | undefined {
    const [first = '', ...more] = rest.split(/\s+/);
    const number = numberIn(first);
    if (number === undefined)
      return first === '' ? badReplLine('`goto` needs a number or a file') : this.#follow(first, more);
    if (!this.#stepping.goTo(number))
      return badReplLine(`the walk has no step ${number}`, `steps 0 to ${this.#stepping.known} of it are known`);
    this.#show();
    return undefined;
  }

  /** Goes to a state of a run that was found before. */
  #follow(file: string, more: readonly string[]): Diagnostic | undefined {
    const read = readResult(file, this.#host);
    if ('problem' in read) return read.problem;
    const last = more.at(-1);
    const number = last === undefined ? undefined : numberIn(last);
    const [check = this.#walked.run.name, property] = number === undefined ? more : more.slice(0, -1);
    const choice = { checks: [check], ...(property === undefined ? {} : { properties: [property] }) };
    const [shown] = shownIn(chosen(read.result, choice));
    if (!shown) {
      const of = property === undefined ? '' : ` of ${printable(property)}`;
      return badReplLine(
        `'${printable(file)}' has no run${of} for check ${printable(check)}`,
        '`thps check --json -v` writes all of them; `goto FILE CHECK PROPERTY` chooses one',
      );
    }
    const failed = this.#stepping.follow(shown.trace, number ?? shown.trace.steps.length);
    if (failed !== undefined)
      return badReplLine(
        failed === 0
          ? 'its run begins in no initial state of this one'
          : `step ${failed} of its run cannot be taken here`,
        'the result is of another check or of another version of the spec; `thps check --json` writes a new one',
      );
    this.#show();
    return undefined;
  }

  // ---------------------------------------------------------------------------------------------- looking

  /** Why there is no step. */
  #ending(): string {
    if (this.#stepping.isBeyond()) return 'this is beyond the constraint: no step is taken from here';
    return this.#stepping.mayEnd() ? 'nothing happens any more' : 'no step is enabled: a deadlock';
  }

  #show(): undefined {
    const { next, steps, current } = this.#stepping;
    const traces = next.map(({ trace }) => trace);
    if (current !== undefined) this.#write(`${taken(steps)}\n`);
    for (const property of this.#stepping.found()) this.#write(`  ${this.#style.yellow(describeFinding(property))}\n`);
    if (next.length === 0) {
      this.#write(`  ${current === undefined ? 'there is no initial state' : this.#ending()}\n`);
    }
    this.#write(renderChoices(traces.slice(0, LISTED), this.#style));
    if (next.length > LISTED) {
      const most = next.length >= MOST_CHOICES ? ', the first of them' : '';
      this.#write(`  and ${next.length - LISTED} more${most}: any number up to ${next.length}\n`);
    }
  }

  #state(): undefined {
    this.#write(renderState(lastState(this.#stepping)));
  }

  #trace(form: string): Diagnostic | undefined {
    const trace = this.#stepping.trace();
    if (form === 'race') this.#write(`${renderRace(trace, [], { width: this.#host.stdout.columns() })}\n`);
    else if (form === '') this.#write(renderTrace(trace, this.#style));
    else return badReplLine(`there is no form '${printable(form)}'`, '`trace` or `trace race`');
    return undefined;
  }

  #eval(text: string): Diagnostic | readonly Diagnostic[] | undefined {
    if (text === '') return badReplLine('`eval` needs an expression', 'as in `= refs > 0`');
    const found = this.#stepping.evaluate(text);
    if ('problems' in found) return found.problems;
    if ('failure' in found) return badReplLine(`it has no value here: ${found.failure}`, '`state` shows what there is');
    this.#write(`${found.value}\n`);
    return undefined;
  }

  #save(rest: string): Diagnostic | readonly Diagnostic[] | undefined {
    const [name = '', file, more] = rest.split(/\s+/);
    if (!/^[A-Za-z_]\w*$/.test(name) || name === '_' || reservedWords.has(name) || more !== undefined)
      return badReplLine(`'${printable(rest)}' is no name for a scenario`, '`save NAME`, or `save NAME FILE`');
    const { path, interpreter, steps } = this.#stepping;
    if (steps === 0) return badReplLine('there is nothing to save: no step was taken', 'a number takes a step');
    const text = scenarioText(name, path, this.#walked.run, interpreter);
    if (file === undefined) {
      this.#write(text);
      return undefined;
    }
    const problems = writeText(text, { file, mode: 'create' }, this.#host);
    if (problems.length === 0) this.#write(`${printable(file)} is written: put it into the spec\n`);
    return problems;
  }

  #help(): undefined {
    const lines = this.#words.map(({ names, usage, help }) => [`${names.join(', ')} ${usage}`.trim(), help] as const);
    const width = Math.max(...lines.map(([left]) => left.length));
    this.#write(lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join(''));
  }

  #report(problems: readonly Diagnostic[]): void {
    if (problems.length > 0) this.#write(renderDiagnostics(problems, this.#style));
  }

  #write(text: string): void {
    this.#host.stdout.write(text);
  }
}

/** A number as it is written; undefined for anything else. */
function numberIn(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function taken(steps: number): string {
  return steps === 0 ? 'at the beginning' : `after ${countOf(steps, 'step')}`;
}

function lastState(stepping: Stepping): ReturnType<Stepping['trace']>['initial'] {
  const { initial, steps } = stepping.trace();
  return steps.at(-1)?.state ?? initial;
}
