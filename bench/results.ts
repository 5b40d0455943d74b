import type { Contestant } from './contestants.ts';
import type { BenchModel, Instance } from './models.ts';
import { digits, percent, table } from './table.ts';
import { median, type Usage } from './usage.ts';

/** Medians of the rounds of one contestant on one model. */
export interface Row {
  readonly model: string;
  readonly name: string;
  readonly kind: Contestant['kind'];
  /** Seconds to make a program of the model, which the others do not count; thps does it as part of its run. */
  readonly build: number;
  readonly cpu: number;
  readonly wall: number;
  readonly perCpu: number;
  readonly perWall: number;
  readonly bytesPerState: number;
  /** States per CPU second of the first row, which is thps, over those of this one. */
  readonly ratio: number;
}

interface Runs {
  readonly contestant: Pick<Contestant, 'name' | 'kind'>;
  readonly build: number;
  readonly runs: readonly Usage[];
  /** Memory of a run with next to no states. */
  readonly emptyBytes: number;
}

export function rowsOf(model: BenchModel, { states }: Instance, all: readonly Runs[]): readonly Row[] {
  const first = median(all[0]!.runs.map(({ cpu }) => cpu));
  return all.map(({ contestant, build, runs, emptyBytes }) => {
    const cpu = median(runs.map((one) => one.cpu));
    const wall = median(runs.map((one) => one.wall));
    return {
      model: model.name,
      name: contestant.name,
      kind: contestant.kind,
      build,
      cpu,
      wall,
      perCpu: states / cpu,
      perWall: states / wall,
      bytesPerState: (median(runs.map((one) => one.bytes)) - emptyBytes) / states,
      ratio: cpu / first,
    };
  });
}

/** thps against the best of the others, a line for each model. */
export function summary(models: readonly BenchModel[], rows: readonly Row[]): string {
  const header = ['', 'thps', 'best peer', 'times', 'limit', 'of the limit', 'bytes / state', 'packed', '2 workers'];
  const lines = models.map(({ name, packed }) => {
    const of = rows.filter((row) => row.model === name);
    const thps = of[0]!;
    const two = of.find((row) => row.name === 'thps, 2 workers');
    const limit = of.find((row) => row.kind === 'limit');
    const [best] = of.filter((row) => row.kind === 'peer').sort((a, b) => b.perCpu - a.perCpu);
    const rate = (row: Row | undefined): string => (row ? digits(row.perCpu / 1e6) : '-');
    return [
      name,
      rate(thps),
      best ? `${best.name.replace(/,.*/, '')} ${rate(best)}` : '-',
      best ? digits(thps.perCpu / best.perCpu) : '-',
      rate(limit),
      limit ? percent(thps.perCpu / limit.perCpu) : '-',
      digits(thps.bytesPerState),
      String(packed),
      two ? `${digits(two.perWall / thps.perWall)} times` : '-',
    ];
  });
  return `Millions of distinct states per CPU second\n\n${table(header, lines)}`;
}
