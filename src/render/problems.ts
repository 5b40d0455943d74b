import type { CheckData, ProblemData } from '../result/model.ts';
import { countOf } from './layout.ts';
import { describeEvidence } from './report.ts';

/** Why a check did not come out as expected, as a clause. */
export function problemText(problem: ProblemData, report: CheckData): string {
  const { property: name = '', expected = 0, found = 0 } = problem;
  const property = report.properties.find((one) => one.name === name);
  switch (problem.kind) {
    case 'violation':
      if (property?.kind === 'possible') return `scenario ${name} is not possible`;
      return property === undefined || property.result === 'unreached'
        ? `${name} is never reached`
        : describeEvidence(property, property.trace);
    case 'missing':
      return `${name} is not violated`;
    case 'steps':
      return `${name} is violated in ${countOf(found, 'step')}, not ${expected}`;
    case 'states':
      return `${countOf(found, 'state')}, not ${expected}`;
    case 'passing':
      return `the counterexample of ${name} does not pass ${problem.missed ?? ''}`;
    case 'denied':
      return `${countOf(found, 'finding')} that ${found === 1 ? 'is' : 'are'} denied`;
    case 'incomplete':
      return endText(report);
  }
}

/** Why a search ended, and how to continue. */
function endText(report: CheckData): string {
  const { limits, end } = report;
  switch (end) {
    case 'max-states':
      return `more than ${countOf(limits.states ?? 0, 'state')}; --max-states sets another limit`;
    case 'max-depth':
      return `there are states beyond depth ${limits.depth ?? 0}; --max-depth sets another limit`;
    case 'max-memory':
      return memoryText(report);
    case 'interrupted':
      return 'interrupted';
    case 'decided':
      return 'ended when everything that was expected had been found';
    case 'violation':
      return 'ended with the violation';
    case 'bound':
      return 'there can be more stores on their way, or more old values, than there is room for (docs/memory.md)';
    case 'complete':
      return 'all states explored';
  }
}

/** What was full, and what can be done about it. */
function memoryText({ limits, spilled, notSpilled }: CheckData): string {
  if (spilled?.failed) {
    const { reason, lacks } = spilled.failed;
    const advice = lacks === 'disk' ? '--spill names another folder' : '--max-memory gives it more';
    return `the memory was full, and the run could not continue with files: ${reason}; ${advice}`;
  }
  const [full, more] = memoryAdvice(limits);
  switch (notSpilled) {
    case 'fingerprints':
      return `${full}; ${more}, and without --fingerprint the run continues with files`;
    case 'temporal':
      return `${full}; ${more}, and without temporal properties (--only names others) the run continues with files`;
    case 'checkpoints':
      return `${full}; ${more}, and without --checkpoint the run continues with files`;
    case 'small':
      return `${full}; ${more}, and from about 256M on the run continues with files`;
    case undefined:
      break;
  }
  return limits.memory === undefined
    ? `${full}; ${more}, --fingerprint needs less of it, and with --spill FOLDER the run continues with files`
    : `${full}; ${more}`;
}

/** What was full, and who can raise the limit. */
function memoryAdvice({ memory, container }: CheckData['limits']): readonly [full: string, more: string] {
  if (container !== undefined) return ['the memory of the container is nearly full', 'a larger one gives it more'];
  return memory === undefined
    ? ['the memory that the engine can use is full', '--max-memory 16G gives it more']
    : ['the memory limit was reached', '--max-memory sets another limit'];
}
