import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/**
 * What is compiled into a package and has a licence of its own, of which the package says nothing.
 * @type {Readonly<Record<string, string>>}
 */
const compiledIn = {
  '@hpcc-js/wasm-graphviz':
    'It contains Graphviz, compiled to WebAssembly without changes, under the Eclipse Public License\n' +
    '(https://www.eclipse.org/legal/epl-v10.html); its source is at https://gitlab.com/graphviz/graphviz. Graphviz contains\n' +
    'Expat, under the MIT licence; its source is at https://github.com/libexpat/libexpat.',
};

/** The directories of the packages that esbuild put into the bundles, sorted. */
function bundledPackages(/** @type {import('esbuild').Metafile} */ metafile) {
  /** @type {Set<string>} */
  const packages = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const directory = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (directory !== undefined && bytesInOutput > 0) packages.add(directory);
    }
  }
  return [...packages].sort();
}

/** The licence texts that have to go with the bundled packages; packages with the same text share one copy. */
export async function licencesOf(/** @type {import('esbuild').Metafile} */ metafile) {
  const packages = bundledPackages(metafile);
  /** @type {Map<string, string[]>} */
  const owners = new Map();
  for (const directory of packages) {
    const file = (await readdir(join(root, directory))).find((name) => /^licen[cs]e/i.test(name));
    if (file === undefined) throw new Error(`${directory} has no licence file, so it cannot be bundled`);
    const { name, version } = JSON.parse(await readFile(join(root, directory, 'package.json'), 'utf8'));
    const own = (await readFile(join(root, directory, file), 'utf8')).trim();
    const text = name in compiledIn ? `${compiledIn[name]}\n\n${own}` : own;
    owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}`]);
  }
  return [...owners].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}
