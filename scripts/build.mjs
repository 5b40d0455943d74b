// Builds what users install, in dist/: the command line and its threads, the language server and the threads that answer and that
// run its checks, the plugin for prettier, the parts that they share, the bundled spec library and a package.json; or in the
// folder that is the argument, and then `npx thps` stays what it was.
// Runs on Node 20 as well, where the optional Node 24 of this repository could not be installed.
import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { drawDecisions, withoutLexer } from './bundling.mjs';
import { gather } from './gather.mjs';
import { licencesOf } from './licences.mjs';

const root = resolve(import.meta.dirname, '..');
const library = join(root, 'specs', 'kernel');
const target = process.argv[2];
const dist = target === undefined ? join(root, 'dist') : resolve(target);
const bundle = join(dist, 'thps.mjs');

/** What somebody starts or imports, by its name in the package. All else is in files that these load when they need them. */
const entries = {
  thps: 'src/main.ts',
  'thps-worker': 'src/explorer/workers-thread.ts',
  'thps-walker': 'src/driver/simulate-thread.ts',
  'thps-lsp': 'lsp/server/main.ts',
  'thps-analysis-worker': 'lsp/server/analysis-worker.ts',
  'thps-check-worker': 'lsp/server/check-worker.ts',
  'thps-api': 'src/api/index.ts',
  'prettier-plugin': 'src/format/plugin.ts',
};

/**
 * Start-up: an `import` of a module of Node loads all that it has, as the streams and promises of node:fs; and commander
 * loads node:child_process for commands that are programs of their own, which thps has none of.
 * @type {import('esbuild').Plugin}
 */
const nodeOnDemand = {
  name: 'node-on-demand',
  setup(build) {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path, importer }) => {
      if (!isBuiltin(path)) return undefined;
      const isNothing = path === 'node:child_process' && /[/\\]commander[/\\]/.test(importer);
      return { path: isNothing ? 'nothing' : path, namespace: 'node-on-demand' };
    });
    build.onLoad({ filter: /^/, namespace: 'node-on-demand' }, ({ path }) => ({
      contents: path === 'nothing' ? '' : `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

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

/** The types of the API, as declarations of the files that they stand in. */
async function writeTypes() {
  const { default: ts } = await import('typescript');
  const program = ts.createProgram([join(root, entries['thps-api'])], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    strict: true,
    // `npm run typecheck` does that.
    noCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: root,
    outDir: join(dist, 'types'),
    skipLibCheck: true,
    types: ['node'],
  });
  const needed = [join(root, entries['thps-api'])];
  // What the declarations name is added on the way.
  for (const path of needed) {
    program.emit(
      program.getSourceFile(path),
      (declaration, text) => {
        for (const [, name = ''] of text.matchAll(/(?:from|import\() ?'(\.[^']*)'/g)) {
          const other = resolve(path, '..', name);
          if (!needed.includes(other)) needed.push(other);
        }
        // TypeScript finds a declaration under the name that its code would have.
        ts.sys.writeFile(declaration, text.replace(/((?:from|import\() ?'\.[^']*)\.ts'/g, "$1.js'"));
      },
      undefined,
      true,
    );
  }
}

async function main() {
  const missing = Object.values(entries).find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) throw new Error(`nothing to build: ${missing} is missing`);
  const { version, description, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

  await rm(dist, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    // Flat, so that a path relative to a file means the same in all of them.
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    define: {
      THPS_VERSION: JSON.stringify(version),
      THPS_DECISIONS: JSON.stringify(await drawDecisions()),
      THPS_WORKER: JSON.stringify('./thps-worker.mjs'),
      THPS_WALKER: JSON.stringify('./thps-walker.mjs'),
    },
    plugins: [nodeOnDemand, withoutLexer],
    // Names stay, for stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    legalComments: 'none', // every licence is in THIRD-PARTY-LICENSES.txt
    metafile: true,
    logLevel: 'warning',
  });
  await gather(dist, metafile.outputs, ['src/cli/command-line.ts', 'src/cli/check.ts'], basename(bundle));
  await chmod(bundle, 0o755);
  await writeTypes();

  if (existsSync(library)) {
    await cp(library, join(dist, 'library', 'kernel'), {
      recursive: true,
      filter: (path) => path.endsWith('.thps') || !/\.[^/\\]*$/.test(relative(library, path)),
    });
  }
  // The tools of `thps mcp` read them.
  await cp(join(root, 'docs'), join(dist, 'docs'), {
    recursive: true,
    filter: (path) => path === join(root, 'docs') || /\.(md|txt|schema\.json)$/.test(path),
  });
  await cp(join(root, 'LICENSE'), join(dist, 'LICENSE'));
  await cp(join(root, 'CHANGELOG.md'), join(dist, 'CHANGELOG.md'));
  await cp(join(root, 'scripts', 'package-readme.md'), join(dist, 'README.md'));
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licencesOf(metafile));
  const manifest = {
    name: 'thps',
    version,
    description,
    license,
    type: 'module',
    bin: { thps: 'thps.mjs' },
    exports: {
      '.': { types: './types/src/api/index.d.ts', default: './thps-api.mjs' },
      './prettier-plugin': './prettier-plugin.mjs',
      './package.json': './package.json',
    },
    engines: { node: '>=20.20' },
    files: ['*.mjs', 'types', 'library', 'docs', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt'],
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
