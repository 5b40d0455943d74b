import { encode } from '../../../src/backend/wasm/encoding/encode.ts';
import type { Instruction, Local, ValueType } from '../../../src/backend/wasm/encoding/instructions.ts';
import type { WasmModule } from '../../../src/backend/wasm/encoding/module.ts';

/** Modules with one exported function, for tests of single instructions. */

export interface OneFunction {
  readonly parameters?: readonly ValueType[];
  readonly results?: readonly ValueType[];
  /** Types of the locals behind the parameters. */
  readonly locals?: readonly ValueType[];
  readonly memory?: WasmModule['memory'];
  readonly globals?: WasmModule['globals'];
  readonly body: readonly Instruction[];
}

/** The local of a number: parameters come first. */
export function local(index: number, type: ValueType): Local {
  return { index, type, name: `x${index}` };
}

export function moduleOf({
  parameters = [],
  results = [],
  locals = [],
  memory,
  globals = [],
  body,
}: OneFunction): WasmModule {
  return {
    imports: [],
    ...(memory ? { memory } : {}),
    globals,
    functions: [
      {
        reference: { name: 'f', index: 0, parameters, results },
        exported: true,
        locals: locals.map((type, i) => local(parameters.length + i, type)),
        body,
      },
    ],
  };
}

export type Answer = number | bigint | undefined;

/** Assembles the function; what it returns comes back as JavaScript sees it. */
export function instantiate(one: OneFunction, memory?: WebAssembly.Memory): (...args: readonly Answer[]) => Answer {
  const module = new WebAssembly.Module(encode(moduleOf(one)));
  const { exports } = new WebAssembly.Instance(module, memory ? { engine: { memory } } : {});
  return exports['f'] as (...args: readonly Answer[]) => Answer;
}
