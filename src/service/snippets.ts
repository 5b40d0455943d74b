import type { Declared } from './declared.ts';

/** Patterns that completion offers; `$1`, `${1:name}` and `$0` are where the cursor goes. */
export interface Snippet {
  readonly label: string;
  readonly body: string;
  readonly documentation: string;
}

function snippet(label: string, documentation: string, ...lines: readonly string[]): Snippet {
  return { label, body: lines.join('\n'), documentation };
}

/** At the beginning of a file. */
export const headerSnippets: readonly Snippet[] = [
  snippet(
    'spec …',
    'A whole spec.',
    '/// ${2:What is this about?}',
    'spec ${1:name};',
    '',
    'var ${3:x} : ${4:0..1} = ${5:0};',
    '',
    'process ${6:p} {',
    '  $0',
    '}',
    '',
    'invariant ${7:always_so} = ${8:true};',
  ),
  snippet('library …', 'A file that others import.', 'library ${1:name};', '', '$0'),
];

export const declarationSnippets: readonly Snippet[] = [
  snippet('process …', 'A process.', 'process ${1:name} {', '  $0', '}'),
  snippet(
    'process[] …',
    'A family of processes, one for each value.',
    'process ${1:name}[${2:i}: ${3:0..1}] fair {',
    '  $0',
    '}',
  ),
  snippet('proc …', 'A procedure.', 'proc ${1:name}(${2:ref lock: Process?}) {', '  $0', '}'),
  snippet('action …', 'One atomic step.', 'action ${1:name}() when ${2:true} {', '  $0', '}'),
  snippet('fun …', 'A pure function.', 'fun ${1:name}(${2:x: T}): ${3:bool} = $0;'),
  snippet('enum …', 'An enumeration.', 'enum ${1:Name} { ${2:a, b} }'),
  snippet('struct …', 'A record.', 'struct ${1:Name} {', '  ${2:field}: ${3:bool};', '}'),
  snippet('union …', 'A tagged union.', 'union ${1:Name} { ${2:hole, some_thing(0..3)} }'),
  snippet('var …', 'Shared state.', 'var ${1:name} : ${2:bool} = ${3:false};'),
  snippet('invariant …', 'A property of every state.', 'invariant ${1:name} = $0;'),
  snippet('transition …', 'A property of every step.', 'transition ${1:name} = $0;'),
  snippet('temporal …', 'A property of every run.', 'temporal ${1:name} = ${2:x} ~> ${3:y};'),
  snippet('check …', 'A run that holds.', 'check ${1:name} with ${2:N} = ${3:value};'),
  snippet(
    'check violates …',
    'A run that shows a bug.',
    'check ${1:name} with ${2:N} = ${3:value}',
    '  expect violates ${4:property};',
  ),
  snippet(
    'scenario …',
    'An order of steps that is possible.',
    'scenario ${1:name} {',
    '  ${2:process.label};',
    '  $0',
    '}',
  ),
];

export const statementSnippets: readonly Snippet[] = [
  snippet('if …', 'A branch.', 'if ${1:condition} {', '  $0', '}'),
  snippet('if else …', 'Two branches.', 'if ${1:condition} {', '  $2', '} else {', '  $0', '}'),
  snippet('while …', 'A loop with a test.', 'while ${1:condition} {', '  $0', '}'),
  snippet('loop …', 'A loop without end.', 'loop {', '  $0', '}'),
  snippet('for …', 'A loop over a set.', 'for ${1:x} in ${2:S} {', '  $0', '}'),
  snippet('either …', 'One of several branches, any one.', 'either {', '  $1', '} or {', '  $0', '}'),
  snippet('atomic …', 'Statements as one step.', 'atomic {', '  $0', '}'),
  snippet('match …', 'One arm for each pattern.', 'match ${1:value} {', '  ${2:pattern} => { $0 }', '}'),
  snippet('pick …', 'Any element of a set.', 'pick ${1:x} in ${2:S};'),
  snippet('let some …', 'The value of an option, or leave.', 'let some(${1:x}) = ${2:option} else { ${3:return;} }'),
];

export const typeSnippets: readonly Snippet[] = [
  { label: 'set of', body: 'set of ${1:T}', documentation: 'Sets of elements of a type.' },
  { label: 'seq of', body: 'seq[${1:n}] of ${2:T}', documentation: 'Sequences of at most n elements.' },
  { label: 'map', body: '[${1:K} -> ${2:V}]', documentation: 'A value for each key.' },
];

/** Whether arguments follow the name. */
export function isCalled({ node }: Declared): boolean {
  return node.kind === 'fun' || node.kind === 'proc' || (node.kind === 'variant' && node.payload.length > 0);
}

/** `spin_lock(${1:lock})` */
export function callSnippet({ name, node }: Declared): string {
  const parameters =
    node.kind === 'fun' || node.kind === 'proc'
      ? node.parameters.map((p) => p.name.name)
      : node.kind === 'variant'
        ? node.payload.map((p) => p.name?.name ?? 'x')
        : [];
  return `${name}(${parameters.map((p, i) => `\${${i + 1}:${p}}`).join(', ')})`;
}
