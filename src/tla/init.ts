import { itemAt } from '../core/lists.ts';
import type { Initialiser } from '../core/program.ts';
import { definedness } from './definedness.ts';
import type { ModuleSetting } from './setting.ts';
import * as tla from './syntax.ts';
import type { Name, Tla } from './syntax.ts';

/** Initial states: variables in the order of the spec, since later ones may depend on earlier ones. */
export function translateInit(setting: ModuleSetting): Tla {
  const { program } = setting.system;
  return tla.and([from(0, program.initialisers, setting)]);
}

function from(number: number, initialisers: readonly Initialiser[], setting: ModuleSetting): Tla {
  const initialiser = initialisers[number];
  if (!initialiser) return conditions(setting);
  const { expressions, state } = setting;
  const { plain } = expressions;
  const variable = tla.text(state.nameOf(initialiser.variable));
  const expr = initialiser.kind === 'value' ? initialiser.value : initialiser.set;
  const value = expressions.translate(expr, plain);
  const chosen = initialiser.kind === 'value' ? tla.equal(variable, value) : tla.member(variable, value);
  const rest = tla.and([chosen, from(number + 1, initialisers, setting)]);
  const isDefined = definedness(expr, plain, expressions);
  if (isDefined === tla.TRUE) return rest;
  return tla.conditional(isDefined, rest, failed(initialisers.slice(number), setting));
}

function conditions(setting: ModuleSetting): Tla {
  const { system, expressions } = setting;
  const { plain } = expressions;
  const tests = system.program.initConditions.map((e) => ({
    isDefined: definedness(e, plain, expressions),
    test: expressions.translate(e, plain),
  }));
  const whole = tests.reduceRight(
    (rest, { isDefined, test }) =>
      isDefined === tla.TRUE
        ? tla.and([test, rest])
        : tla.conditional(isDefined, tla.and([test, rest]), tla.and(start(setting, failure(setting)))),
    tla.and(start(setting, tla.string(''))),
  );
  return whole;
}

function failure(setting: ModuleSetting): Tla {
  setting.fail('range');
  return tla.string('range');
}

/** A value that cannot be computed ends in an error. The variables that have none yet get any value of their types. */
function failed(left: readonly Initialiser[], setting: ModuleSetting): Tla {
  const values = left.map(({ variable }) => {
    const any: Name = { base: 'v' };
    const set = setting.expressions.vocabulary.setOf(variable.type);
    const value: Tla = { kind: 'quantifier', op: 'CHOOSE', name: any, set, body: tla.TRUE };
    return tla.equal(tla.text(setting.state.nameOf(variable)), value);
  });
  return tla.and([...values, ...start(setting, failure(setting))]);
}

/** Control at the start of each process, no local in scope. */
function start({ state, expressions }: ModuleSetting, error: Tla): readonly Tla[] {
  const { vocabulary } = expressions;
  const items: Tla[] = [];
  if (state.pc !== undefined) items.push(tla.equal(tla.text(state.pc), startingPoints(state, vocabulary)));
  for (const { locals, instances } of state.processes)
    for (const { name } of locals.values()) {
      const dead = tla.text(state.dead ?? '"dead"');
      const value: Tla = instances ? { kind: 'function', name: { base: 'i' }, set: instances, body: dead } : dead;
      items.push(tla.equal(tla.text(name), value));
    }
  if (state.error !== undefined) items.push(tla.equal(tla.text(state.error), error));
  return items;
}

/** `pc` is a function of all processes. */
function startingPoints(state: ModuleSetting['state'], vocabulary: ModuleSetting['expressions']['vocabulary']): Tla {
  const present = state.processes.filter(({ family }) => family.instances.length > 0);
  const process: Name = { base: 'p' };
  const starts = present.map(({ family, points }) => ({ name: family.symbol.name, start: itemAt(points, 0) }));
  const last = itemAt(starts, starts.length - 1);
  const body = starts.slice(0, -1).reduceRight((rest: Tla, one) => {
    if (starts.every(({ start }) => start === last.start)) return rest;
    const isOne = tla.equal(tla.index(tla.named(process), tla.number(1)), tla.string(one.name));
    return tla.conditional(isOne, tla.string(one.start), rest);
  }, tla.string(last.start));
  return { kind: 'function', name: process, set: vocabulary.setOf(vocabulary.processes), body };
}
