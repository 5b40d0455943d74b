import type { ModuleGraph } from '../../modules/graph.ts';
import type { Context } from '../names/context.ts';
import {
  elaborateConstant,
  elaborateFunction,
  elaborateType,
  elaborateVariable,
} from '../declarations/declarations.ts';
import { elaborateProcedure } from '../bodies/bodies.ts';
import type { Instance } from '../names/entities.ts';
import { inferExpression } from '../expressions/expressions.ts';
import { inOrder, instantiate, type Setting } from './instances.ts';
import { checkPlace } from '../bodies/places.ts';
import type { RequestedConstant } from './requests.ts';
import { checkBlock, checkStatement } from '../bodies/statements.ts';
import { MAX_SUGGESTIONS, MAX_WORK } from '../names/limits.ts';
import { makeTable } from '../names/tables.ts';
import { resolveType } from '../types/type-expressions.ts';

/** One reading of a file and its imports, with the constants of a run. */
export interface Elaboration {
  readonly ctx: Context;
  readonly entry: Instance;
}

/** Makes instances of all modules. Declarations are worked out when they are needed. */
export function elaborate(
  modules: ModuleGraph,
  settings: readonly RequestedConstant[],
  { keepsBodies }: { readonly keepsBodies: boolean } = { keepsBodies: true },
): Elaboration {
  const ctx: Context = {
    diagnostics: [],
    processType: { kind: 'process', families: [] },
    familiesKnown: false,
    codeKnown: false,
    instances: [],
    processes: [],
    declared: new Map(),
    asserts: new Map(),
    edited: { check: '', bodies: new Map() },
    stack: [],
    keepsBodies,
    work: { left: MAX_WORK },
    suggestions: MAX_SUGGESTIONS,
    modules: 0,
    manyModules: undefined,
    actionCount: 0,
    nextLocal: 0,
    nextFunction: 0,
    nextProcedure: 0,
    nextLabel: 0,
    library: modules.library,
    rules: {
      infer: inferExpression,
      resolveType,
      block: checkBlock,
      statement: checkStatement,
      place: checkPlace,
      constant: elaborateConstant,
      type: elaborateType,
      variable: elaborateVariable,
      function: elaborateFunction,
      procedure: elaborateProcedure,
    },
  };
  const entry = instantiate(ctx, modules.entry, settings.map(toSetting));
  ctx.instances.push(...inOrder(entry));
  return { ctx, entry };
}

function toSetting(requested: RequestedConstant): Setting {
  const { path, value, at } = requested;
  return {
    path,
    at,
    given: (entry) => {
      if (value.kind === 'value') return value;
      // An expression of the command line has the names of the file and a text of its own.
      const from =
        value.kind === 'foreign'
          ? { instance: entry, source: value.source, table: makeTable(entry.module) }
          : { instance: entry, source: entry.module.source, table: entry.table };
      return { kind: 'expression', node: value.node, from };
    },
  };
}
