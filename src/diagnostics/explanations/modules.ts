import type { Explanation } from '../explanation.ts';

/** Pages about modules and imports (2050 to 2069). Examples that need a second file say what is in it. */
export const moduleExplanations: Readonly<Record<string, Explanation>> = {
  THPS2050: {
    title: 'A library module that is not there',
    text: 'The bundled library has modules with dotted names. A file of your own is imported by its path, in quotes.',
    wrong: `spec example;
import kernel.lokc;
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import kernel.lock;
var x : Process? = none;
process p { spin_lock(x); }
`,
  },
  THPS2051: {
    title: 'An imported file that is not there',
    text: 'The path of an import is relative to the file that it stands in, not to the folder in which thps is started.',
    wrong: `spec example;
import "./missing.thps";
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2052: {
    title: 'An imported file that cannot be read',
    text: 'The file is there, but cannot be read as text; the message has the reason.',
    wrong: `spec example;
import "./unreadable.thps";
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2053: {
    title: 'Modules that import each other',
    text: `A module can be understood without those that import it, so imports must not form a cycle. Move what both
need into a module of its own, or hand it over: \`type T;\` and \`const N : T;\` in a library are given by the importer.`,
    wrong: `spec example;
import "./circular.thps"; // which imports itself
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2054: {
    title: 'An import of a spec',
    text: 'A file that begins with `spec` is a system of its own. What several specs share stands in a file that begins with `library`.',
    wrong: `spec example;
import "./spec.thps"; // spec other; …
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps"; // library flags; …
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2055: {
    title: 'Imports that are nested too deeply',
    text: 'A module may import modules that import modules, 32 deep. No program that is written by hand needs more.',
    wrong: `spec example;
import "./deep1.thps"; // which imports deep2, which imports deep3, …
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2056: {
    title: 'A library that needs to be given a type',
    text: '`type T;` in a library stands for a type that each importer chooses, like a parameter.',
    wrong: `spec example;
import "./queue.thps"; // library queue; type Item; …
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./queue.thps" with type Item = 0..3;
var x : Item = 0;
process p { x = 1; }
`,
  },
  THPS2057: {
    title: 'An import that gives what the library does not take',
    text: 'An importer sets constants of the library, and its types that are declared without a definition: `type T;`.',
    wrong: `spec example;
import kernel.page with MAX_REF = 3;
var x : Refs = 0;
process p { x = 1; }
`,
    right: `spec example;
import kernel.page with MAX_REFS = 3;
var x : Refs = 0;
process p { x = 1; }
`,
  },
  THPS2058: {
    title: 'An import that gives one constant two values',
    text: 'To use a library with two values of a constant, import it twice, under two prefixes.',
    wrong: `spec example;
import kernel.page with MAX_REFS = 3, MAX_REFS = 4;
var x : Refs = 0;
process p { x = 1; }
`,
    right: `spec example;
import kernel.page as small with MAX_REFS = 3;
import kernel.page as large with MAX_REFS = 4;
var x : small.Refs = 0;
var y : large.Refs = 0;
process p { x = 1; y = 1; }
`,
  },
  THPS2059: {
    title: 'An import that is not of the project',
    text: `A spec may come from anybody, and messages show lines of what it imports. So an import is a regular file whose name
ends in \`.thps\`, in the project of the file that imports it, also where it is a symbolic link. The project is the nearest
folder around that file with \`.git\` in it, or else with \`package.json\`. Where there is neither, it is the folder that thps
was started in, or that the editor has open, or else the folder of the file. What is refused is not read.`,
    wrong: `spec example;
import "/etc/hostname";
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
  THPS2060: {
    title: 'An import without a name',
    text: 'The quotes hold the path of a library, relative to the file that the import stands in.',
    wrong: `spec example;
import "";
var x : bool = false;
process p { x = true; }
`,
    right: `spec example;
import "./library.thps";
var x : bool = false;
process p { set_flag(x); }
`,
  },
};
