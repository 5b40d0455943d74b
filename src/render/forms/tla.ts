import type { StateData } from '../../result/trace.ts';
import { partsOf, type ValueData } from '../../result/values.ts';
import { printable } from '../../text/display.ts';
import { describeFinding, titleOfRun } from '../report.ts';
import type { Shown } from '../selection.ts';
import { nameFor } from './itf.ts';

/**
 * A module of TLA+ with the run as a sequence of records, and a specification that has this run alone, so that TLC and
 * its tools can evaluate expressions along it. Enumerations, symmetric values and processes are strings.
 */
export function renderTla({ check, property, trace }: Shown): string {
  const { initial, steps, backTo } = trace;
  const states = [initial, ...steps.map(({ state }) => state)];
  const shared = initial.variables.map(({ name }) => identifier(name));
  const [step = '', actor = '', pc = '', locals = ''] = ['step', 'actor', 'pc', 'locals'].map((name) =>
    nameFor(name, shared),
  );
  const names = [pc, locals, ...shared];
  const record = (state: StateData, i: number): string => {
    const by = i === 0 ? '"Init"' : text(steps[i - 1]?.actor ?? '');
    const fields = [
      `${actor} |-> ${by}`,
      `${pc} |-> ${functionOf(state.processes.map(({ name, point }) => [text(name), text(point)]))}`,
      `${locals} |-> ${functionOf(state.processes.map(({ name, locals }) => [text(name), functionOf(locals.map((one) => [text(one.name), tla(one.value)]))]))}`,
      ...state.variables.map(({ name, value }) => `${identifier(name)} |-> ${tla(value)}`),
    ];
    return `  [ ${fields.join(',\n    ')} ]`;
  };
  const bound = names.map((name) => `${name} = Trace[${step}].${name}`).join('\n    /\\ ');
  const next = names.map((name) => `${name}' = Trace[${step}'].${name}`).join('\n    /\\ ');
  const title = printable(`${titleOfRun(check)} of ${check.file}: ${describeFinding(property)}`);
  return [
    '---- MODULE Trace ----',
    `\\* ${title}`,
    'EXTENDS Integers, Sequences, TLC',
    '',
    'Trace == <<',
    states.map(record).join(',\n'),
    '>>',
    '',
    `VARIABLES ${step}, ${names.join(', ')}`,
    '',
    `vars == << ${step}, ${names.join(', ')} >>`,
    '',
    `Init ==\n    /\\ ${step} = 1\n    /\\ ${bound}`,
    '',
    `Next ==\n    /\\ ${step} < Len(Trace)\n    /\\ ${step}' = ${step} + 1\n    /\\ ${next}`,
    '',
    ...(backTo === undefined ? [] : [`\\* From the last state it goes on as from state ${backTo + 1}.`, '']),
    'Spec == Init /\\ [][Next]_vars',
    '====',
    '',
  ].join('\n');
}

/** What the module declares itself or extends, and the words of TLA+ that a name of a spec can be. */
const TAKEN =
  /^(?:Trace|Init|Next|Spec|vars|Int|Nat|Seq|Len|Head|Tail|Append|SubSeq|SelectSeq|Print|PrintT|Assert|JavaTime|TLC[GS]et|Permutations|SortSeq|RandomElement|Any|ToString|TLCEval|[A-Z_]+)$/;

/** Names of imported modules have dots, which those of TLA+ do not. */
function identifier(name: string): string {
  const plain = name.replace(/\W/g, '_');
  return TAKEN.test(plain) ? `${plain}_` : plain;
}

function text(of: string): string {
  return `"${printable(of).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** `"a" :> 1 @@ "b" :> 2`; an empty function is the empty sequence. */
function functionOf(entries: readonly (readonly [string, string])[]): string {
  return entries.length === 0 ? '<<>>' : `(${entries.map(([key, of]) => `${key} :> ${of}`).join(' @@ ')})`;
}

function tla(value: ValueData): string {
  const parts = partsOf(value);
  switch (parts.kind) {
    case 'none':
      return '[tag |-> "None"]';
    case 'some':
      return `[tag |-> "Some", value |-> ${tla(parts.value)}]`;
    case 'bool':
      return parts.value ? 'TRUE' : 'FALSE';
    case 'int':
      return String(parts.value);
    case 'name':
      return text(parts.name);
    case 'struct':
      return parts.fields.length === 0
        ? '<<>>'
        : `[${parts.fields.map(([name, of]) => `${name} |-> ${tla(of)}`).join(', ')}]`;
    case 'variant':
      return `[tag |-> ${text(parts.name)}, value |-> <<${parts.payload.map(tla).join(', ')}>>]`;
    case 'map':
      return functionOf(parts.entries.map(([key, of]) => [tla(key), tla(of)]));
    case 'tuple':
    case 'seq':
      return `<<${parts.elements.map(tla).join(', ')}>>`;
    case 'set':
      return `{${parts.elements.map(tla).join(', ')}}`;
  }
}
