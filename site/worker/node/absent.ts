/** What checking takes from modules of Node and, in a page, never uses: programs, threads and terminals of a machine. */
function Absent(): void {
  // It is called when modules are loaded, and not asked anything.
}

export { Absent as EventEmitter, Absent as Script };
