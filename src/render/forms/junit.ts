import type { CheckData, PropertyData, Result } from '../../result/model.ts';
import { problemText } from '../problems.ts';
import { describeRun, endingOf } from '../report.ts';
import { renderRace } from '../trace-race.ts';
import type { FormOptions } from './form.ts';
import { xml } from './xml.ts';

/**
 * A report as JUnit's Ant task writes it and continuous integration reads it: a suite for each spec, a test case for each
 * check. A check that did not come out as expected is a failure, with its runs as text; one that could not be decided is
 * an error, as is one that could not be run.
 */
export function renderJunit(result: Result, { race }: FormOptions): string {
  const files = [...new Set([...result.checks, ...result.checksWithErrors].map(({ file }) => file))];
  const suites = files.map((file) => {
    const cases = [
      ...result.checks.filter((one) => one.file === file).map((check) => testCase(check, race)),
      ...result.checksWithErrors
        .filter((one) => one.file === file)
        .map(({ name }) => brokenCase(file, name, messagesAbout(file, result))),
    ];
    const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
    return [
      `  <testsuite name="${xml(file)}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}">`,
      ...cases.map(({ text }) => text),
      '  </testsuite>',
    ].join('\n');
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="thps">', ...suites, '</testsuites>', ''].join(
    '\n',
  );
}

interface Case {
  readonly kind: 'success' | 'failure' | 'error';
  readonly text: string;
}

function testCase(check: CheckData, race: FormOptions['race']): Case {
  const { file, outcome, problems, effort } = check;
  const time = effort === undefined ? '' : ` time="${(effort.milliseconds / 1000).toFixed(3)}"`;
  const heading = `    <testcase classname="${xml(file)}" name="${xml(describeRun(check))}"${time}`;
  if (outcome === 'as expected') return { kind: 'success', text: `${heading}/>` };
  const kind = outcome === 'incomplete' ? 'error' : 'failure';
  const message = problems.map((problem) => problemText(problem, check)).join('; ');
  const runs = check.properties.flatMap((property) => racesOf(property, check, race));
  const body = `<${kind} message="${xml(message)}" type="${xml(outcome)}">${xml(runs.join('\n'))}</${kind}>`;
  return { kind, text: `${heading}>\n      ${body}\n    </testcase>` };
}

function racesOf(property: PropertyData, { problems }: CheckData, race: FormOptions['race']): readonly string[] {
  const { name, trace } = property;
  if (trace === undefined || !problems.some((problem) => problem.property === name)) return [];
  return [`\n${renderRace(trace, endingOf(property, trace), race)}`];
}

function brokenCase(file: string, name: string, messages: string): Case {
  const text = [
    `    <testcase classname="${xml(file)}" name="${xml(name)}">`,
    `      <error message="could not be run" type="error in the spec">${xml(messages)}</error>`,
    '    </testcase>',
  ].join('\n');
  return { kind: 'error', text };
}

function messagesAbout(file: string, { diagnostics }: Result): string {
  return diagnostics
    .filter(({ severity, primary }) => severity === 'error' && (primary === undefined || primary.file === file))
    .map(
      ({ code, message, primary }) => `${primary === undefined ? '' : `${file}:${primary.line}: `}${code} ${message}`,
    )
    .join('\n');
}
