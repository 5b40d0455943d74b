import type { NamedData, StateData } from '../../result/trace.ts';
import { partsOf, type ValueData } from '../../result/values.ts';
import { jsonText } from '../../text/display.ts';
import { describeFinding, titleOfRun } from '../report.ts';
import type { Shown } from '../selection.ts';

/**
 * A trace in the Informal Trace Format (Apalache, ADR 015), as the viewers of Apalache and Quint read it. Variables are
 * those of the spec; `pc` has the control point of each process, and `locals` what each process holds.
 */
export function renderItf({ check, property, trace }: Shown): string {
  const { initial, steps, backTo, loop } = trace;
  const states = [initial, ...steps.map(({ state }) => state)];
  const shared = initial.variables.map(({ name }) => name);
  const own: Own = { pc: nameFor('pc', shared), locals: nameFor('locals', shared) };
  // The state that closes a lasso is there already.
  const kept = backTo !== undefined && loop?.stutters !== true ? states.slice(0, -1) : states;
  const log = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: check.file,
      description: `${titleOfRun(check)}: ${describeFinding(property)}`,
    },
    vars: [...shared, own.pc, own.locals],
    states: kept.map((state, i) => ({
      '#meta': { index: i, ...(i === 0 ? {} : { action: steps[i - 1]?.actor ?? '' }) },
      ...variables(state, own),
    })),
    ...(backTo === undefined ? {} : { loop: backTo }),
  };
  return `${jsonText(log)}\n`;
}

/** Names of what the spec has no variable for. */
interface Own {
  readonly pc: string;
  readonly locals: string;
}

/** A name that no variable of the spec has. */
export function nameFor(wanted: string, taken: readonly string[]): string {
  return taken.includes(wanted) ? nameFor(`thps_${wanted}`, taken) : wanted;
}

function variables({ variables: shared, processes }: StateData, own: Own): Readonly<Record<string, unknown>> {
  const record = (values: readonly NamedData[]) =>
    Object.fromEntries(values.map(({ name, value }) => [name, itf(value)]));
  return {
    ...record(shared),
    [own.pc]: { '#map': processes.map(({ name, point }) => [name, point]) },
    [own.locals]: { '#map': processes.map(({ name, locals }) => [name, record(locals)]) },
  };
}

/** A value; those of unions and options as Quint writes variants: a tag and a value. */
function itf(value: ValueData): unknown {
  const parts = partsOf(value);
  switch (parts.kind) {
    case 'none':
      return { tag: 'None', value: { '#tup': [] } };
    case 'some':
      return { tag: 'Some', value: itf(parts.value) };
    case 'bool':
      return parts.value;
    case 'int':
      return { '#bigint': String(parts.value) };
    case 'name':
      return parts.name;
    case 'struct':
      return Object.fromEntries(parts.fields.map(([name, of]) => [name, itf(of)]));
    case 'variant':
      return {
        tag: parts.name,
        value: parts.payload.length === 1 ? itf(parts.payload[0] ?? null) : { '#tup': parts.payload.map(itf) },
      };
    case 'map':
      return { '#map': parts.entries.map(([key, of]) => [itf(key), itf(of)]) };
    case 'tuple':
      return { '#tup': parts.elements.map(itf) };
    case 'set':
      return { '#set': parts.elements.map(itf) };
    case 'seq':
      return parts.elements.map(itf);
  }
}
