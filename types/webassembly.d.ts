/**
 * The part of the WebAssembly JavaScript interface that the project uses. TypeScript declares it only in
 * its DOM library, which `src/` must not see, and there without 64-bit memories.
 * https://webassembly.github.io/spec/js-api/
 */
declare namespace WebAssembly {
  type ValueType = 'i32' | 'i64' | 'f32' | 'f64';
  type ImportExportKind = 'function' | 'global' | 'memory' | 'table';

  interface ModuleExportDescriptor {
    readonly name: string;
    readonly kind: ImportExportKind;
  }

  interface ModuleImportDescriptor extends ModuleExportDescriptor {
    readonly module: string;
  }

  class Module {
    constructor(bytes: ArrayBufferView | ArrayBufferLike);
    static exports(module: Module): ModuleExportDescriptor[];
    static imports(module: Module): ModuleImportDescriptor[];
  }

  /** Sizes in pages of 64 KiB: bigint where `address` is `'i64'`, number otherwise. */
  type MemoryDescriptor =
    | { readonly address?: 'i32'; readonly initial: number; readonly maximum?: number; readonly shared?: boolean }
    | { readonly address: 'i64'; readonly initial: bigint; readonly maximum?: bigint; readonly shared?: boolean };

  class Memory {
    constructor(descriptor: MemoryDescriptor);
    /** A SharedArrayBuffer where the memory is shared. Growing a memory that is not shared detaches it. */
    readonly buffer: ArrayBufferLike;
    /** Returns the previous size in pages. */
    grow(delta: number): number;
    grow(delta: bigint): bigint;
  }

  class Global<T extends number | bigint = number | bigint> {
    constructor(descriptor: { readonly value: ValueType; readonly mutable?: boolean }, value?: T);
    value: T;
  }

  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- an export may have any signature
  type ExportValue = Function | Global | Memory;
  type Imports = Readonly<Record<string, Readonly<Record<string, ExportValue | number | bigint>>>>;

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Readonly<Record<string, ExportValue>>;
  }

  class CompileError extends Error {}
  class LinkError extends Error {}
  class RuntimeError extends Error {}

  function validate(bytes: ArrayBufferView | ArrayBufferLike): boolean;
}
