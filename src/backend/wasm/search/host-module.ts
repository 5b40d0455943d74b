import { CannotCompile } from '../cannot-compile.ts';
import { encode } from '../encoding/encode.ts';
import type { WasmModule } from '../encoding/module.ts';

/** A module as the host runs it. */
export function hostModule(module: WasmModule): WebAssembly.Module {
  try {
    return new WebAssembly.Module(encode(module));
  } catch (problem) {
    // A limit of the host, such as that of the size of a function.
    if (problem instanceof Error && problem.name === 'CompileError')
      throw new CannotCompile('the code of a process becomes too large');
    throw problem;
  }
}
