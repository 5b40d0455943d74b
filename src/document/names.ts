import type { PropertyVerdict } from '../explorer/verdict.ts';

/** Headings that other parts of a page link to. */

/** `Invariant no_bad_read`; nothing for what every spec has. */
export function headingOfProperty(kind: PropertyVerdict['kind'], name: string): string | undefined {
  switch (kind) {
    case 'invariant':
      return `Invariant ${name}`;
    case 'transition':
      return `Transition ${name}`;
    case 'temporal':
      return `Temporal ${name}`;
    case 'reachable':
      return `Reachable ${name}`;
    case 'possible':
    case 'impossible':
      return `Scenario ${name}`;
    case 'assert':
    case 'range':
    case 'deadlock':
      return undefined;
  }
}
