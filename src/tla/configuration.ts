import type { RunProperty } from '../backend/problem/properties.ts';
import type { Run } from '../core/run.ts';
import type { ExportedProperty } from './properties.ts';

/** What a configuration of TLC sets and asks. */
export interface Configured {
  readonly specification: string;
  /** `N = 3`, `PAGE <- PAGE_value` */
  readonly assignments: readonly string[];
  readonly modelValues: readonly string[];
  /** Those of the spec. */
  readonly constraints: readonly string[];
  /** States with an error have no successors, and are not counted. */
  readonly noError: string | undefined;
  readonly typeInvariant: string;
  readonly symmetry: readonly string[];
  readonly isDeadlockChecked: boolean;
}

/** The configuration of a check: TLC stops at the first violation, so expected ones are to be asked about one by one. */
export function printConfiguration(
  configured: Configured,
  properties: readonly ExportedProperty[],
  inRun: readonly RunProperty[],
  run: Run,
): string {
  const expected = new Set(inRun.filter((one) => one.expectViolated).map(({ name }) => name));
  const ask = (keyword: string, { text, name, kind }: ExportedProperty): string => {
    if (kind === 'reachable')
      return `\\* ${keyword} ${text}\n\\* (with this line TLC finds a shortest way to a state of ${name}, and stops there)`;
    if (!expected.has(name)) return `${keyword} ${text}`;
    return `\\* The check expects this to be violated. TLC stops at the first violation.\n${keyword} ${text}`;
  };
  const isInvariant = ({ kind }: ExportedProperty): boolean => kind === 'invariant' || kind === 'reachable';
  const deadlock = expected.has('deadlock') ? ['\\* The check expects a deadlock.'] : [];
  const lines = [
    `SPECIFICATION ${configured.specification}`,
    ...settings(configured),
    '',
    `INVARIANT ${configured.typeInvariant}`,
    ...properties.filter(isInvariant).map((one) => ask('INVARIANT', one)),
    ...properties.filter((one) => !isInvariant(one)).map((one) => ask('PROPERTY', one)),
    '',
    ...deadlock,
    `CHECK_DEADLOCK ${run.allowDeadlock ? 'FALSE' : 'TRUE'}`,
    ...configured.symmetry.map(
      (name) =>
        `\n\\* Fewer states, for a run without temporal properties; thps counts all of them.\n\\* SYMMETRY ${name}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** What does not depend on what is asked. */
export function settings({ assignments, modelValues, constraints, noError }: Configured): readonly string[] {
  const constants = [...assignments, ...modelValues.map((value) => `${value} = ${value}`)];
  return [
    ...(constants.length === 0 ? [] : ['', 'CONSTANTS', ...constants.map((one) => `  ${one}`)]),
    ...(constraints.length === 0
      ? []
      : [
          '',
          '\\* TLC looks at states beyond a constraint, and does not count them.',
          ...constraints.map((one) => `CONSTRAINT ${one}`),
        ]),
    ...(noError === undefined
      ? []
      : ['', '\\* A step that fails leads to no state of the spec.', `CONSTRAINT ${noError}`]),
  ];
}
