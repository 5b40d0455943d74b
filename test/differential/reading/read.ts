import type { Declaration, Expression, File, Path, TypeExpression } from '../../../src/syntax/tree.ts';
import { evaluate } from './evaluate.ts';
import type { Function_, Instance, Member, Procedure, Program, Run, Setting } from './program.ts';
import { products, store, type Type, valuesOf } from './type.ts';
import type { Scope } from './scope.ts';
import { NotCovered, number, truth, type Value } from './value.ts';

/** The declarations of a spec and of what it imports, with the constants that a check sets. */
export function readProgram(file: File, run: Run, libraries: (name: string) => File | undefined): Program {
  const set = new Map(run.constants);
  const all = [...importedBy(file, libraries, set)];
  const refuse = (what: string) => (): never => {
    throw new NotCovered(what);
  };
  const of = <K extends Declaration['kind']>(kind: K): readonly Extract<Declaration, { kind: K }>[] =>
    all.filter((one): one is Extract<Declaration, { kind: K }> => one.kind === kind);

  const members = new Map<string, Member[]>();
  const addMember = (member: Member): void => {
    members.set(member.name, [...(members.get(member.name) ?? []), member]);
  };
  for (const { name, members: list } of of('enum'))
    for (const [order, one] of list.entries())
      addMember({ type: name.name, name: one.name, order, variant: false, arity: 0 });
  for (const { name, variants } of of('union'))
    for (const [order, one] of variants.entries())
      addMember({ type: name.name, name: one.name.name, order, variant: true, arity: one.payload.length });

  const memo = new Map<string, Value>();
  const constants = new Map(of('const').map((one) => [one.name.name, one]));
  const constant = (name: string): Value | undefined => {
    const declaration = constants.get(name);
    if (!declaration) return undefined;
    const known = memo.get(name);
    if (known !== undefined) return known;
    const setting = set.get(name) ?? (declaration.value && { expression: declaration.value });
    if (!setting) throw new NotCovered(`the constant ${name} has no value`);
    const value = store(elaborate(declaration.type), 'value' in setting ? setting.value : valueOf(setting.expression));
    memo.set(name, value);
    return value;
  };
  const constantScope = (): Scope => ({
    program,
    shared: refuse('a variable in a constant'),
    local: () => undefined,
    at: refuse('at in a constant'),
    allDone: refuse('all_done in a constant'),
  });
  const valueOf = (e: Expression): Value => evaluate(e, constantScope());

  const types = new Map<string, Type>();
  const type = (name: string): Type | undefined => {
    const known = types.get(name);
    if (known) return known;
    const made = makeType(name);
    if (made) types.set(name, made);
    return made;
  };
  const makeType = (name: string): Type | undefined => {
    for (const one of all) {
      if (!('name' in one) || one.kind === 'check' || one.name.name !== name) continue;
      if (one.kind === 'type') return one.type ? elaborate(one.type) : refuse('an open type')();
      if (one.kind === 'enum')
        return {
          kind: 'members',
          name,
          members: one.members.map((m, order) => ({ kind: 'member', type: name, name: m.name, order })),
        };
      if (one.kind === 'symmetric') {
        const length = number(valueOf(one.size));
        const list = Array.from({ length }, (_, order): Value => ({
          kind: 'member',
          type: name,
          name: `${order}`,
          order,
        }));
        return { kind: 'members', name, members: list };
      }
      if (one.kind === 'struct')
        return { kind: 'struct', name, fields: one.fields.map((f) => [f.name.name, elaborate(f.type)]) };
      if (one.kind === 'union') {
        const variants = one.variants.map((v) => ({
          name: v.name.name,
          payload: v.payload.map((p) => elaborate(p.type)),
        }));
        return { kind: 'union', name, variants };
      }
    }
    return name === 'Process' ? { kind: 'process', processes: program.instances.map((one) => one.process) } : undefined;
  };
  const elaborate = (t: TypeExpression): Type => {
    switch (t.kind) {
      case 'boolType':
        return { kind: 'bool' };
      case 'rangeType':
        return { kind: 'range', low: number(valueOf(t.low)), high: number(valueOf(t.high)) };
      case 'namedType': {
        const name = nameOfPath(t.path);
        return type(name) ?? refuse(`the type ${name}`)();
      }
      case 'mapType':
        return { kind: 'map', key: elaborate(t.key), value: elaborate(t.value) };
      case 'setType':
        return { kind: 'set', element: elaborate(t.element) };
      case 'optionType':
        return { kind: 'option', element: elaborate(t.element) };
      case 'seqType':
        return { kind: 'seq', capacity: number(valueOf(t.capacity)), element: elaborate(t.element) };
      case 'tupleType':
        return t.elements.length === 1
          ? elaborate(t.elements[0]!)
          : { kind: 'tuple', elements: t.elements.map((one) => elaborate(one)) };
      case 'missingType':
        throw new NotCovered('a syntax error');
    }
  };

  // Types are made when they are asked for: they may need constants, and constants functions.
  const functions = new Map(
    of('fun').map((declaration): [string, Function_] => {
      const parameters = lazy(() =>
        declaration.parameters.map((p) => ({ name: p.name.name, type: elaborate(p.type) })),
      );
      const result = lazy(() => elaborate(declaration.result));
      return [declaration.name.name, { declaration, parameters, result }];
    }),
  );
  const procedures = new Map(
    of('proc').map((declaration): [string, Procedure] => {
      const parameters = lazy(() =>
        declaration.parameters.map(({ name, type: t, ref }) => ({ name: name.name, type: elaborate(t), ref })),
      );
      const result = lazy(() => declaration.result && elaborate(declaration.result));
      return [declaration.name.name, { declaration, parameters, result }];
    }),
  );
  const variables = new Map(
    of('var').map((declaration) => [
      declaration.name.name,
      { type: lazy(() => elaborate(declaration.type)), declaration },
    ]),
  );
  const instances = lazy(() =>
    of('process').flatMap((declaration): readonly Instance[] => {
      const { name } = declaration.name;
      const rows = products(declaration.indices.map((index) => valuesOf(elaborate(index.type))));
      const exists = declaration.clauses.find((one) => one.kind === 'existsIf');
      return rows
        .map((indices): Instance => {
          const locals = indices.map((value, i) => [declaration.indices[i]!.name.name, value] as const);
          return { process: { kind: 'process', name, indices }, declaration, locals };
        })
        .filter(({ locals }) => {
          const names = new Map(locals);
          return !exists || truth(evaluate(exists.condition, { ...constantScope(), local: (n) => names.get(n) }));
        });
    }),
  );
  const defaults = lazy(
    () =>
      new Map(
        of('struct').map((one) => [
          one.name.name,
          new Map(one.fields.flatMap((f) => (f.value ? [[f.name.name, valueOf(f.value)] as const] : []))),
        ]),
      ),
  );

  const properties = lazy(() =>
    of('property').filter(
      ({ name, existsIf }) => run.only?.has(name.name) !== false && (!existsIf || truth(valueOf(existsIf))),
    ),
  );

  const program: Program = {
    constant,
    type,
    elaborate,
    members,
    variables,
    functions,
    procedures,
    processes: new Map(of('process').map((one) => [one.name.name, one])),
    actions: of('action'),
    run,
    initial: of('init').map((one) => one.condition),
    terminates: of('terminates').map((one) => one.condition),
    constraints: of('constraint').map((one) => one.condition),
    get defaults() {
      return defaults();
    },
    get properties() {
      return properties();
    },
    get instances() {
      return instances();
    },
  };
  for (const { condition } of of('assume')) if (!truth(valueOf(condition))) throw new NotCovered('a false assume');
  return program;
}

/** Everything that is declared, under its plain name. What importers give to libraries goes to `set`. */
function importedBy(
  file: File,
  libraries: (name: string) => File | undefined,
  set: Map<string, Setting>,
): ReadonlySet<Declaration> {
  const all = new Set<Declaration>();
  const files = new Map<string, string>();
  const collect = (from: File): void => {
    for (const one of from.declarations) {
      if (one.kind === 'memory') throw new NotCovered('memory');
      if (one.kind !== 'import') {
        if (one.kind !== 'type' || one.type) all.add(one);
        continue;
      }
      if (one.alias || one.module.kind === 'file') throw new NotCovered('an import under a prefix, or of a file');
      const name = nameOfPath(one.module.path);
      const library = libraries(name);
      if (!library) throw new NotCovered(`the library ${name}`);
      const bindings = one.bindings.map((binding) => {
        if (binding.kind === 'typeBinding') {
          // `type T = T` gives a library's type the importer's of the same name.
          const { name: own, type: value } = binding;
          if (value.kind !== 'namedType' || nameOfPath(value.path) !== own.name) all.add({ ...binding, kind: 'type' });
          return binding.name.name;
        }
        set.set(binding.name.name, { expression: binding.value });
        return `${binding.name.name}=${binding.value.span.start}`;
      });
      // With other constants it would be another module.
      if (files.has(name) && files.get(name) !== bindings.join()) throw new NotCovered('a library twice');
      if (!files.has(name)) collect(library);
      files.set(name, bindings.join());
    }
  };
  collect(file);
  const names = new Set<string>();
  for (const one of all) {
    if (!('name' in one) || one.kind === 'check') continue;
    // What an importer gives to a library may have the same name in both.
    if (names.has(one.name.name)) throw new NotCovered(`two declarations of ${one.name.name}`);
    names.add(one.name.name);
  }
  return all;
}

function nameOfPath(path: Path): string {
  return path.parts.map((part) => part.name).join('.');
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
