// Builds what users install: a file with the command line and one for its threads, one with the language server and one
// with the thread that runs its checks, the plugin for prettier, the bundled spec library and a package.json, in dist/; or
// in the folder that is the argument, and then `npx thps` stays what it was.
// Runs on Node 20 as well, where the optional Node 24 of this repository could not be installed.
import { chmod, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const entry = join(root, 'src', 'cli', 'main.ts');
const library = join(root, 'specs', 'kernel');
const target = process.argv[2];
const dist = target === undefined ? join(root, 'dist') : resolve(target);
const bundle = join(dist, 'thps.mjs');
const server = join(root, 'lsp', 'server', 'main.ts');
const checkWorker = join(root, 'lsp', 'server', 'check-worker.ts');
const workerEntry = join(root, 'src', 'explorer', 'workers-thread.ts');
const workerBundle = join(dist, 'thps-worker.mjs');
const prettierPlugin = join(root, 'src', 'format', 'plugin.ts');

/**
 * The command line loads the server only where it is asked for: it stays a file of its own.
 * @type {import('esbuild').Plugin}
 */
const serverApart = {
  name: 'server-apart',
  setup(build) {
    build.onResolve({ filter: /\/lsp\/server\/main\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './thps-lsp.mjs', external: true } : undefined,
    );
  },
};

// CommonJS packages in an ES module bundle call require() for Node's own modules.
// Node 20 has no Object.groupBy, which chevrotain 12 calls while it checks a grammar.
const banner = `#!/usr/bin/env node
import { createRequire as thpsCreateRequire } from 'node:module';
const require = thpsCreateRequire(import.meta.url);
Object.groupBy ??= (items, keyOf) => {
  const groups = Object.create(null);
  let index = 0;
  for (const item of items) (groups[keyOf(item, index++)] ??= []).push(item);
  return groups;
};`;

/** The directories of the packages that esbuild put into the bundles, sorted. */
function bundledPackages(/** @type {import('esbuild').Metafile[]} */ metafiles) {
  /** @type {Set<string>} */
  const packages = new Set();
  for (const output of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const directory = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (directory !== undefined && bytesInOutput > 0) packages.add(directory);
    }
  }
  return [...packages].sort();
}

/** The licence texts that have to go with the bundled packages; packages with the same text share one copy. */
async function licences(/** @type {string[]} */ packages) {
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

/** Makes `npx thps` in this repository run the bundle. npm reads the directory and needs no network and no cache for it. */
async function linkIntoBin() {
  const bin = join(root, 'node_modules', '.bin');
  const path = relative(bin, bundle);
  await mkdir(bin, { recursive: true });
  if (process.platform === 'win32') {
    await writeFile(join(bin, 'thps.cmd'), `@node "%~dp0\\${path.split(sep).join('\\')}" %*\r\n`);
    return;
  }
  await rm(join(bin, 'thps'), { force: true });
  await symlink(path, join(bin, 'thps'));
}

async function main() {
  if (!existsSync(entry)) {
    throw new Error(`nothing to build: ${relative(root, entry)}, the entry point of the command line, is missing`);
  }
  const { version, description, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

  await rm(dist, { recursive: true, force: true });
  const bundleOf = async (/** @type {string} */ entryPoint, /** @type {string} */ outfile) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entryPoint],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      banner: { js: banner },
      define: { THPS_VERSION: JSON.stringify(version), THPS_WORKER: JSON.stringify('./thps-worker.mjs') },
      plugins: [serverApart],
      legalComments: 'none', // every licence is in THIRD-PARTY-LICENSES.txt
      metafile: true,
      logLevel: 'warning',
    });
    return metafile;
  };
  const metafiles = [
    await bundleOf(entry, bundle),
    await bundleOf(server, join(dist, 'thps-lsp.mjs')),
    await bundleOf(checkWorker, join(dist, 'thps-check-worker.mjs')),
    await bundleOf(prettierPlugin, join(dist, 'prettier-plugin.mjs')),
  ];
  await chmod(bundle, 0o755);
  await build({
    absWorkingDir: root,
    entryPoints: [workerEntry],
    outfile: workerBundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });

  if (existsSync(library)) {
    await cp(library, join(dist, 'library', 'kernel'), {
      recursive: true,
      filter: (path) => path.endsWith('.thps') || !/\.[^/\\]*$/.test(relative(library, path)),
    });
  }
  await cp(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(bundledPackages(metafiles)));
  const bundles = ['thps.mjs', 'thps-worker.mjs', 'thps-lsp.mjs', 'thps-check-worker.mjs', 'prettier-plugin.mjs'];
  const manifest = {
    name: 'thps',
    version,
    description,
    license,
    type: 'module',
    bin: { thps: 'thps.mjs' },
    exports: { './prettier-plugin': './prettier-plugin.mjs', './package.json': './package.json' },
    engines: { node: '>=20.20' },
    files: [...bundles, 'library', 'THIRD-PARTY-LICENSES.txt'],
  };
  await writeFile(join(dist, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  if (target === undefined) await linkIntoBin();
}

try {
  await main();
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
