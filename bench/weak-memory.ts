import { join } from 'node:path';
import { digits, grouped, table } from './table.ts';
import { type Measure, median, type Usage } from './usage.ts';

/** What weak memory costs: one spec under each model, as `check` runs it. */
const spec = join(import.meta.dirname, 'models', 'weak.thps');
const memories = ['sc', 'tso', 'pso', 'pso_iq'] as const;

interface Measured {
  readonly memory: string;
  readonly states: number;
  readonly runs: readonly Usage[];
}

/**
 * States under each model, and how many of them a second of CPU time brings, beside sequential consistency.
 * @param constants of the spec
 */
export function weakMemory(bundle: string, measure: Measure, rounds: number, constants: readonly string[]): string {
  const all = memories.map((memory): Measured => ({
    memory,
    states: statesOf(bundle, measure, memory, constants),
    runs: [],
  }));
  const runs = Array.from({ length: rounds }, () =>
    all.map(({ memory }) => measure(command(bundle, memory, constants)).usage),
  );
  const [sc, ...others] = all.map((one, i) => ({ ...one, runs: runs.map((round) => round[i]!) }));
  const perSecond = ({ states, runs: own }: Measured): number => states / median(own.map(({ cpu }) => cpu));
  const rows = [sc!, ...others].map((one) => [
    one.memory,
    grouped(one.states),
    `${digits(one.states / sc!.states)} times`,
    digits(median(one.runs.map(({ cpu }) => cpu))),
    digits(perSecond(one) / 1e6),
    `${digits(perSecond(one) / perSecond(sc!))} times`,
  ]);
  return table(['memory', 'states', 'of sc', 'CPU s', 'M states / CPU s', 'of sc'], rows);
}

function command(bundle: string, memory: string, constants: readonly string[]): readonly string[] {
  const given = constants.flatMap((one) => ['--const', one]);
  return [process.execPath, bundle, 'check', spec, '--check', memory, '--workers', '1', '--json', ...given];
}

function statesOf(bundle: string, measure: Measure, memory: string, constants: readonly string[]): number {
  const { output } = measure(command(bundle, memory, constants));
  const { checks } = JSON.parse(output) as { checks: readonly { end: string; states: number }[] };
  const [check] = checks;
  if (check?.end !== 'complete') throw new Error(`${spec} is not complete under ${memory}`);
  return check.states;
}
