// Start-up: esbuild makes a file for each set of entries that share code, some seventy for one command, and Node takes
// longer to find seventy files than to run what is in them.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** @typedef {import('esbuild').Metafile['outputs']} Outputs by path, all in one folder */

const NAMESPACE = 'gathered';

/**
 * Puts what one command loads into one file, `thps-core.mjs`. Where other files import its parts, these stay as files that
 * only hand on what the one file has.
 * @param {string} dist the folder that esbuild wrote to
 * @param {Outputs} outputs what it wrote
 * @param {readonly string[]} sources the modules that the command begins with, which are loaded on demand
 * @param {string} starter the entry that loads them, whose own parts stay where they are
 */
export async function gather(dist, outputs, sources, starter) {
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const begins = [...files].filter(([, { entryPoint }]) => entryPoint !== undefined && sources.includes(entryPoint));
  if (begins.length !== sources.length) throw new Error(`not all of these are loaded on demand: ${sources.join(', ')}`);
  const started = importedBy([starter], files);
  const gathered = [
    ...importedBy(
      begins.map(([file]) => file),
      files,
    ),
  ].filter((file) => !started.has(file));
  const numbers = new Map(gathered.map((file, i) => [file, i]));

  /** @param {string} file */
  const exportsOf = (file) => files.get(file)?.exports ?? [];
  /** @type {(file: string, write: (name: string, unique: string) => string) => string} */
  const listed = (file, write) =>
    exportsOf(file)
      .map((name) => write(name, `${name}_${numbers.get(file)}`))
      .join(',');
  await build({
    stdin: {
      contents: gathered
        .map((file) => `export {${listed(file, (name, unique) => `${name} as ${unique}`)}} from "./${file}";`)
        .join('\n'),
      resolveDir: dist,
    },
    outfile: join(dist, 'thps-core.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [only(dist, numbers)],
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none',
    logLevel: 'warning',
  });

  const others = [...files].filter(([file]) => !numbers.has(file));
  const wanted = new Set(others.flatMap(([, { imports }]) => imports.map(({ path }) => basename(path))));
  for (const file of gathered) {
    const path = join(dist, file);
    if (!wanted.has(file)) await rm(path);
    else
      await writeFile(
        path,
        `export {${listed(file, (name, unique) => `${unique} as ${name}`)}} from "./thps-core.mjs";\n`,
      );
  }
}

/**
 * The files that are loaded with these, before anything in them runs.
 * @param {readonly string[]} begins
 * @param {ReadonlyMap<string, Outputs[string]>} files
 */
function importedBy(begins, files) {
  const found = new Set(begins);
  for (const file of found)
    for (const { path, kind } of files.get(file)?.imports ?? [])
      if (kind === 'import-statement' && files.has(basename(path))) found.add(basename(path));
  return found;
}

/**
 * Reads the files that are gathered, and leaves the others where they are.
 * @param {string} dist
 * @param {ReadonlyMap<string, number>} gathered
 * @returns {import('esbuild').Plugin}
 */
function only(dist, gathered) {
  return {
    name: 'only-gathered',
    setup(build) {
      // Their names are in the output: without a folder of this machine.
      build.onResolve({ filter: /^\.\// }, ({ path }) =>
        gathered.has(basename(path)) ? { path: basename(path), namespace: NAMESPACE } : { path, external: true },
      );
      build.onLoad({ filter: /^/, namespace: NAMESPACE }, async ({ path }) => ({
        contents: await readFile(join(dist, path), 'utf8'),
        loader: 'js',
      }));
    },
  };
}
