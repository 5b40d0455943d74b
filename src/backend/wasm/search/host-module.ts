import { CannotCompile } from '../cannot-compile.ts';
import { encode } from '../encoding/encode.ts';
import type { WasmModule } from '../encoding/module.ts';

/** Compiles a module for the host to run. */
export function hostModule(module: WasmModule): WebAssembly.Module {
  try {
    return new WebAssembly.Module(encode(module));
  } catch (problem) {
    // A limit of the host, such as the maximum size of a function.
    if (problem instanceof Error && problem.name === 'CompileError')
      throw new CannotCompile('the code of a process becomes too large');
    throw problem;
  }
}
