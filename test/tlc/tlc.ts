import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settings } from '../../src/tla/configuration.ts';
import type { TlaModule } from '../../src/tla/module.ts';
import { printDefinition } from '../../src/tla/print.ts';
import type { ExportedProperty } from '../../src/tla/properties.ts';

/** What TLC finds out about an exported module. */
export interface Verdicts {
  readonly states: number;
  /** By property, the number of transitions of a shortest evidence: of a violation, or of a witness. */
  readonly evidence: ReadonlyMap<string, number>;
  /** Temporal properties that are violated. */
  readonly violated: ReadonlySet<string>;
}

export interface Tlc {
  readonly jar: string;
  /** Seconds that a run of it may take. */
  readonly limit: number;
}

const COMPLETED = /Model checking completed. No error has been found/;

/** TLC cannot say: it took too long, or has a fault of its own. */
export class Undecided extends Error {}

/** TLC 2.18 ends like this where a temporal formula has a product, `<>(x * 2 = y)`; with a sum it does not. */
const PRODUCT = /In evaluation, the identifier \w+ is either undefined or not an operator/;

/**
 * All states with all that is violated, in one run: a module over the exported one asks about each property in each state
 * and notes where it is first violated, which is at a least depth since TLC goes breadth first.
 * @param temporal each list is a run of its own, as TLC does not say which of several temporal properties is violated
 */
export async function judge(
  module: TlaModule,
  tlc: Tlc,
  temporal: readonly (readonly ExportedProperty[])[],
): Promise<Verdicts> {
  const folder = mkdtempSync(join(tmpdir(), 'thps-tlc-'));
  try {
    writeFileSync(join(folder, `${module.name}.tla`), module.text);
    const { text, configuration, names } = notingModule(module);
    writeFileSync(join(folder, 'Judge.tla'), text);
    writeFileSync(join(folder, 'Judge.cfg'), configuration);
    const output = await run('Judge', folder, tlc);
    const states = Number(/(\d+) distinct states found, 0 states left on queue/.exec(output)?.[1] ?? Number.NaN);
    if (!COMPLETED.test(output) || Number.isNaN(states))
      throw new Error(`TLC did not finish:\n${output}\n${module.text}`);
    const evidence = new Map<string, number>();
    for (const [, number = '', level = ''] of output.matchAll(/<<"noted", (\d+), (\d+)>>/g)) {
      const name = names[Number(number) - 1] ?? '?';
      evidence.set(name, Math.min(Number(level), evidence.get(name) ?? Infinity));
    }
    const violated = new Set<string>();
    for (const properties of temporal) {
      writeFileSync(join(folder, `${module.name}.cfg`), temporalConfiguration(module, properties));
      const found = await run(module.name, folder, tlc);
      const isViolated = /Temporal properties were violated|is violated by the initial state/.test(found);
      if (PRODUCT.test(found) && module.text.includes(' * '))
        throw new Undecided('TLC 2.18 cannot evaluate a product in a temporal formula');
      if (isViolated) violated.add(properties.map(({ name }) => name).join(' or '));
      else if (!COMPLETED.test(found)) throw new Error(`TLC did not decide its properties:\n${found}\n${module.text}`);
    }
    return { states, evidence, violated };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface NotingModule {
  readonly text: string;
  readonly configuration: string;
  /** What notes are about, by their numbers from 1. */
  readonly names: readonly string[];
}

function notingModule(module: TlaModule): NotingModule {
  const { configured, properties, names: taken } = module;
  const asked: {
    readonly name: string;
    readonly operator: string;
    readonly body: string;
    readonly kind: 'state' | 'step';
  }[] = [];
  const ask = (name: string, body: string, kind: 'state' | 'step'): void => {
    const number = asked.length + 1;
    asked.push({ name, kind, operator: `Judge_${number}`, body: `Noted(${number}, ${body})` });
  };
  const fine = configured.noError === undefined ? [] : [configured.noError];
  const where = (conditions: readonly string[]): string =>
    conditions.length === 0 ? '' : `${conditions.join(' /\\ ')} => `;
  const conditions: string[] = [];
  for (const { name, kind, text, action } of properties) {
    if (action !== undefined) {
      const condition = `Step_${conditions.length + 1}`;
      conditions.push(printDefinition({ name: condition, parameters: [], body: action }, taken));
      ask(name, `UNCHANGED ${module.vars} \\/ ${condition}`, 'step');
    } else if (kind !== 'temporal') ask(name, text, 'state');
  }
  ask('types', `${where(fine)}${configured.typeInvariant}`, 'state');
  // What is beyond a constraint has no successors.
  const expanded = where([...configured.constraints, ...fine]);
  if (configured.isDeadlockChecked) ask('deadlock', `${expanded}ENABLED ${module.next}`, 'state');
  const text = [
    '---- MODULE Judge ----',
    `EXTENDS ${module.name}`,
    'Noted(i, holds) == holds \\/ TLCGet(i) # 0 \\/ (TLCSet(i, 1) /\\ PrintT(<<"noted", i, TLCGet("level")>>))',
    `ASSUME \\A i \\in 1..${asked.length} : TLCSet(i, 0)`,
    ...conditions,
    ...asked.map(({ operator, body }) => `${operator} == ${body}`),
    `Within == ${configured.constraints.length > 0 ? configured.constraints.join(' /\\ ') : 'TRUE'}`,
    'BeginsWithin == TLCGet("level") > 1 \\/ Within',
    "GoesWithin == Within'",
    '====',
    '',
  ].join('\n');
  const configuration = [
    `SPECIFICATION ${configured.specification}`,
    ...settings({ ...configured, constraints: [] }),
    ...asked.map(({ operator, kind }) => `${kind === 'state' ? 'INVARIANT' : 'ACTION_CONSTRAINT'} ${operator}`),
    // TLC evaluates no constraint of steps that lead beyond one of states, but all those of steps in their order.
    'CONSTRAINT BeginsWithin',
    'ACTION_CONSTRAINT GoesWithin',
    'CHECK_DEADLOCK FALSE',
    '',
  ].join('\n');
  return { text, configuration, names: asked.map(({ name }) => name) };
}

/**
 * What TLC prints of one property that is violated, without what differs from run to run.
 * @param property one of the module, or that there is no deadlock
 */
export async function counterexample(
  module: TlaModule,
  property: ExportedProperty | 'deadlock',
  tlc: Tlc,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'thps-tlc-'));
  try {
    const { configured } = module;
    const isInvariant = property !== 'deadlock' && (property.kind === 'invariant' || property.kind === 'reachable');
    const asked = property === 'deadlock' ? [] : [`${isInvariant ? 'INVARIANT' : 'PROPERTY'} ${property.text}`];
    const lines = [
      `SPECIFICATION ${configured.specification}`,
      ...settings(configured),
      ...asked,
      `CHECK_DEADLOCK ${property === 'deadlock' ? 'TRUE' : 'FALSE'}`,
      '',
    ];
    writeFileSync(join(folder, `${module.name}.tla`), module.text);
    writeFileSync(join(folder, `${module.name}.cfg`), lines.join('\n'));
    const output = await run(module.name, folder, tlc);
    const [found] =
      /^Error:[^]*?(?=^(?:Finished|\d+ states generated|Error: The following|Progress))/m.exec(output) ?? [];
    const [behaviour] =
      /^(?:State 1: |Error: The following)[^]*?(?=^(?:Finished|\d+ states generated))/m.exec(output) ?? [];
    if (found === undefined) throw new Undecided(`TLC finds no counterexample:\n${output}`);
    return found.includes('State 1: ') || found.includes('initial state:') ? found : `${found}${behaviour ?? ''}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function temporalConfiguration({ configured }: TlaModule, properties: readonly ExportedProperty[]): string {
  return [
    `SPECIFICATION ${configured.specification}`,
    ...settings(configured),
    ...properties.map(({ text }) => `PROPERTY ${text}`),
    'CHECK_DEADLOCK FALSE',
    '',
  ].join('\n');
}

/** The output of TLC, whatever it says. */
function run(module: string, cwd: string, { jar, limit }: Tlc): Promise<string> {
  const options = [`-Djava.io.tmpdir=${cwd}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-Xss64m'];
  const args = [...options, '-cp', jar, 'tlc2.TLC', '-workers', '1', '-nowarning', '-cleanup', `${module}.tla`];
  return new Promise((resolve, reject) => {
    execFile('java', args, { cwd, timeout: limit * 1000, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error?.killed === true) reject(new Undecided(`${module} takes more than ${limit} s`));
      else resolve(`${stdout}${stderr}`);
    });
  });
}
