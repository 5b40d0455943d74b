import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

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
    const text = (await readFile(join(root, directory, file), 'utf8')).trim();
    const { name, version } = JSON.parse(await readFile(join(root, directory, 'package.json'), 'utf8'));
    owners.set(text, [...(owners.get(text) ?? []), `${name} ${version}`]);
  }
  return [...owners].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}
