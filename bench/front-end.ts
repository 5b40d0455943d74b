import { longSpec } from './long-spec.ts';
import { parse } from '../src/parser/parse.ts';
import { loadModules } from '../src/modules/modules.ts';
import { makeSource } from '../src/text/source.ts';
import { planRuns } from '../src/typecheck/runs/plan.ts';
import { typecheck } from '../src/typecheck/typecheck.ts';

/**
 * How long the front end takes for a long spec, warm: `npm run bench:front-end -- [lines] [rounds]`. Prints
 * milliseconds, median and 95th percentile over the rounds, for parsing alone and for everything up to types.
 */
const lines = Number(process.argv[2] ?? 2000);
const rounds = Number(process.argv[3] ?? 60);

function measure(work: () => void): { median: number; p95: number } {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  const warm = times.slice(Math.floor(rounds / 3)).sort((a, b) => a - b);
  return { median: warm[Math.floor(warm.length / 2)] ?? 0, p95: warm[Math.floor(warm.length * 0.95)] ?? 0 };
}

const text = longSpec(lines);
const source = makeSource('long.thps', text);
const report = (name: string, { median, p95 }: { median: number; p95: number }): void => {
  console.log(
    `${name.padEnd(28)} ${median.toFixed(1).padStart(7)} ms median ${p95.toFixed(1).padStart(7)} ms 95th percentile`,
  );
};
console.log(`${text.split('\n').length - 1} lines, ${rounds} rounds, the first third left out`);
report(
  'parse',
  measure(() => void parse(source)),
);
report(
  'parse, resolve and type-check',
  measure(() => {
    const { modules, diagnostics } = loadModules(source, () => undefined);
    const [request] = planRuns(modules, []).requests;
    const problems = request ? typecheck(modules, request).diagnostics : diagnostics;
    if (problems.some((d) => d.severity === 'error')) throw new Error(problems[0]?.message);
  }),
);
