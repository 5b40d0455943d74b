import { basename, dirname, resolve } from 'node:path';
import { check } from '../api/index.ts';
import { isNamed } from '../core/run.ts';
import { isError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { unknownCheck } from '../diagnostics/driver.ts';
import { findSpecs } from '../driver/files.ts';
import { plan } from '../driver/plan.ts';
import { prepare } from '../driver/prepare.ts';
import type { Walked } from '../driver/stepping.ts';
import { renderDiagnostics } from '../render/diagnostics-terminal.ts';
import { describeFinding } from '../render/report.ts';
import { shownIn, type Shown } from '../render/selection.ts';
import { plain } from '../render/style.ts';
import { diagnosticFrom, textsOf } from '../result/diagnostics.ts';
import type { Result } from '../result/model.ts';

/** What a debug session is told to begin with; docs/editor.md says so to users. */
export interface Launch {
  /** The path of the spec. */
  readonly program: string;
  /** The run; the first of the file if absent. */
  readonly check?: string;
  /** Values of constants, as expressions. */
  readonly constants?: Readonly<Record<string, string>>;
  /** `counterexample`, the default: what the check finds. `walk`: nothing, each step is chosen. `random`: a random walk. */
  readonly mode?: 'counterexample' | 'walk' | 'random';
  /** The property whose counterexample is looked at; the first that is violated if absent. */
  readonly property?: string;
  /** A condition: the shortest run to a state in which it is true. */
  readonly reach?: string;
  /** Of a random walk. */
  readonly seed?: number;
  /** Steps of a random walk at most. */
  readonly depth?: number;
}

/** The session cannot begin; the message says why. */
export class CannotLaunch extends Error {}

/** What an editor sends, as far as it makes sense. Throws `CannotLaunch`. */
export function launchOf(args: Readonly<Record<string, unknown>>, cwd: string): Launch {
  const text = (name: string): string | undefined => {
    const value = args[name];
    if (value === undefined || typeof value === 'string') return value === '' ? undefined : value;
    throw new CannotLaunch(`'${name}' of the launch configuration has to be a text`);
  };
  const number = (name: string): number | undefined => {
    const value = args[name];
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) return value;
    throw new CannotLaunch(`'${name}' of the launch configuration has to be a number`);
  };
  const program = text('program');
  if (program === undefined)
    throw new CannotLaunch("the launch configuration needs 'program', the path of a .thps file");
  const mode = text('mode');
  if (mode !== undefined && mode !== 'counterexample' && mode !== 'walk' && mode !== 'random')
    throw new CannotLaunch("'mode' of the launch configuration is 'counterexample', 'walk' or 'random'");
  const given = args['constants'] ?? {};
  if (typeof given !== 'object')
    throw new CannotLaunch('\'constants\' of the launch configuration is as in { "N": "3" }');
  const constants = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const [check, property, reach, seed, depth] = [
    text('check'),
    text('property'),
    text('reach'),
    number('seed'),
    number('depth'),
  ];
  return {
    program: resolve(cwd, program),
    constants,
    ...(mode === undefined ? {} : { mode }),
    ...(check === undefined ? {} : { check }),
    ...(property === undefined ? {} : { property }),
    ...(reach === undefined ? {} : { reach }),
    ...(seed === undefined ? {} : { seed }),
    ...(depth === undefined ? {} : { depth }),
  };
}

/** The run that a session is about. Throws `CannotLaunch`. */
export async function walkedOf(launch: Launch, cwd: string): Promise<Walked> {
  const { files, diagnostics: missing } = findSpecs([launch.program], cwd);
  const [file] = files;
  if (file === undefined) throw refusal(missing);
  const overrides = Object.entries(launch.constants ?? {}).map(([name, text]) => ({ name, text }));
  const { modules, requests, diagnostics } = plan(file, overrides, cwd);
  if (modules === undefined || diagnostics.some(isError)) throw refusal(diagnostics);
  const wanted = launch.check;
  const request = requests.find((one) => wanted === undefined || isNamed(one, wanted));
  if (request === undefined)
    throw refusal([
      unknownCheck(
        wanted ?? 'default',
        requests.map(({ name }) => name),
      ),
    ]);
  const { run, system, diagnostics: problems } = await prepare(modules, request);
  if (system === undefined) throw refusal(problems);
  return { modules, request, run, system };
}

/** What the check of a run finds, the run that is to be looked at first. Throws `CannotLaunch`. */
export async function foundBy(launch: Launch, { run }: Walked): Promise<Shown | undefined> {
  const { program, property, reach, constants = {} } = launch;
  const result = await check(basename(program), {
    cwd: dirname(program),
    constants,
    ...(run.at === undefined ? {} : { checks: [run.name] }),
    ...(reach === undefined ? {} : { reach: [reach] }),
  });
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refusal(errors.map((one) => diagnosticFrom(one, textsOf(result.sources))));
  const all = shownIn(result);
  if (reach !== undefined)
    return all.find((shown) => result.checks.some(({ asked }) => asked.includes(shown.property.name)));
  const wanted = property === undefined ? all : all.filter((shown) => shown.property.name === property);
  if (property !== undefined && wanted.length === 0) throw new CannotLaunch(nothingOf(property, result));
  return wanted[0];
}

function nothingOf(property: string, { checks }: Result): string {
  const one = checks.flatMap(({ properties }) => properties).find(({ name }) => name === property);
  return one === undefined
    ? `the check has no property ${property}`
    : `the check shows no run of ${property}: it ${one.result === 'holds' ? 'holds' : 'is not decided, or not reached'}`;
}

/** `invariant nothing_is_lost is violated` */
export function titleOf({ property }: Shown): string {
  return describeFinding(property);
}

function refusal(diagnostics: readonly Diagnostic[]): CannotLaunch {
  return new CannotLaunch(renderDiagnostics(diagnostics.filter(isError), plain));
}
