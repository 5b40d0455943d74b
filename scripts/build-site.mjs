// Builds the site: a page in which specs are written and checked, and the documentation, as files that any server can give out and
// that work without one. Into site/ in dist/, or the folder that is the argument.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { marked } from 'marked';
import { drawDecisions, withoutLexer } from './bundling.mjs';
import { licencesOf } from './licences.mjs';

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'dist-site'));

/** What stands in for the modules of Node in a page. */
const standIns = {
  'node:fs': 'site/worker/node/fs.ts',
  'node:os': 'site/worker/node/os.ts',
  'node:v8': 'site/worker/node/v8.ts',
  'node:timers/promises': 'site/worker/node/timers.ts',
};

/** @type {import('esbuild').Plugin} */
const inPage = {
  name: 'in-page',
  setup(build) {
    build.onResolve({ filter: /^[\w:/]+$/ }, ({ path }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.startsWith('node:') ? path : `node:${path}`;
      if (name === 'node:path') return { path: require.resolve('path-browserify') };
      const file = Object.entries(standIns).find(([of]) => of === name)?.[1];
      return { path: file ?? 'site/worker/node/absent.ts', namespace: 'stand-in' };
    });
    // As a module whose names nobody looks for before they are used.
    build.onLoad({ filter: /^/, namespace: 'stand-in' }, ({ path }) => ({
      contents: `module.exports = require('./${path}');`,
      resolveDir: root,
    }));
  },
};

/** The texts in a folder, by their path in it. @param {string} folder */
async function textsIn(folder) {
  const names = await readdir(folder, { recursive: true });
  const specs = names.filter((name) => name.endsWith('.thps')).sort();
  return Promise.all(
    specs.map(async (name) => ({ name: name.split(sep).join('/'), text: await readFile(join(folder, name), 'utf8') })),
  );
}

/** The words of the language, as its tokens have them. */
async function wordsOf() {
  const grammar = await readFile(join(root, 'src/parser/tokens.ts'), 'utf8');
  return [...grammar.matchAll(/= (?:reserved|soft)\('(\w+)'/g)].map(([, word]) => word);
}

/**
 * @param {string} entry
 * @param {Record<string, unknown>} define
 */
async function bundle(entry, define) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { [entry.replace(/\W/g, '-')]: entry },
    outdir: out,
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    define: {
      'import.meta.dirname': '"/"',
      'import.meta.url': '"file:///"',
      ...Object.fromEntries(Object.entries(define).map(([name, value]) => [name, JSON.stringify(value)])),
    },
    inject: entry === 'site/worker/check.ts' ? ['site/worker/node/process.ts'] : [],
    loader: { '.ttf': 'dataurl' },
    plugins: [inPage, withoutLexer],
    minify: true,
    write: false,
    metafile: true,
    legalComments: 'none', // every licence is in licences.txt
    logLevel: 'warning',
  });
  /** @param {string} kind */
  const text = (kind) => outputFiles.find(({ path }) => path.endsWith(kind))?.text ?? '';
  return { code: text('.js'), style: text('.css'), metafile };
}

/** A page of the documentation. @param {string} title @param {string} body */
function pageOf(title, body) {
  const wide = body.replaceAll('<table>', '<div class="wide"><table>').replaceAll('</table>', '</table></div>');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${'../'.repeat(1)}page.css">
</head>
<body>
<header><h1>thps</h1> <a href="../index.html">Try it</a> <a href="guide.html">Guide</a> <a href="language.html">Language</a> <a href="kernel-library.html">Library</a></header>
<article>
${wide}
</article>
</body>
</html>
`;
}

async function writeDocumentation() {
  await mkdir(join(out, 'docs'), { recursive: true });
  const names = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
  const known = new Set(names);
  for (const name of names) {
    const text = await readFile(join(root, 'docs', name), 'utf8');
    const title = /^# (.*)$/m.exec(text)?.[1] ?? name;
    // Other pages are here; what is only in the repository is named and not linked.
    const linked = text.replace(
      /\]\(([\w./-]+)(#[\w-]*)?\)/g,
      (/** @type {string} */ whole, /** @type {string} */ file, /** @type {string} */ place = '') =>
        known.has(file) ? `](${file.replace(/\.md$/, '.html')}${place})` : whole,
    );
    const local = linked.replace(
      /(!?)\[([^\]]*)\]\((?!https?:|#|[\w-]+\.html)[^)]*\)/g,
      (/** @type {string} */ _, /** @type {string} */ _image, /** @type {string} */ label) => label,
    );
    await writeFile(join(out, 'docs', name.replace(/\.md$/, '.html')), pageOf(`thps: ${title}`, await marked(local)));
  }
}

/** What keeps the site for times without a network. */
async function writeOffline() {
  const names = (await readdir(out, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const digest = createHash('sha256');
  for (const name of names) digest.update(name).update(await readFile(join(out, name)));
  const site = { version: digest.digest('hex').slice(0, 16), files: ['./', ...names] };
  const code = await readFile(join(root, 'site/page/offline.js'), 'utf8');
  await writeFile(join(out, 'offline.js'), `const THPS_SITE = ${JSON.stringify(site)};\n${code}`);
}

async function main() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const library = await textsIn(join(root, 'specs/kernel'));
  const shared = {
    THPS_VERSION: version,
    THPS_DECISIONS: await drawDecisions(),
    THPS_WORKER: '',
    THPS_WALKER: '',
    THPS_FILES: Object.fromEntries(library.map(({ name, text }) => [`/library/kernel/${name}`, text])),
  };
  const [check, language, editor] = await Promise.all([
    bundle('site/worker/check.ts', shared),
    bundle('site/worker/language.ts', shared),
    bundle('node_modules/monaco-editor/esm/vs/editor/editor.worker.js', {}),
  ]);
  const systems = await readdir(join(root, 'specs'));
  const examples = await Promise.all(
    [
      ...(await readdir(join(root, 'specs/tutorial'))).map((name) => ({ name, path: `specs/tutorial/${name}` })),
      ...systems.filter((name) => name.endsWith('.thps')).map((name) => ({ name, path: `specs/${name}` })),
    ].map(async ({ name, path }) => ({ name, text: await readFile(join(root, path), 'utf8') })),
  );
  const page = await bundle('site/page/page.ts', {
    THPS_WORKERS: { check: check.code, language: language.code, editor: editor.code },
    THPS_EXAMPLES: examples,
    THPS_WORDS: await wordsOf(),
  });
  await writeFile(join(out, 'page.js'), page.code);
  await writeFile(join(out, 'editor.css'), page.style);
  for (const name of ['page.html', 'page.css'])
    await writeFile(
      join(out, name.replace('page.html', 'index.html')),
      await readFile(join(root, 'site/page', name), 'utf8'),
    );
  await writeDocumentation();
  const metafiles = [check, language, editor, page].map(({ metafile }) => metafile);
  const inputs = Object.assign({}, ...metafiles.map((one) => one.inputs));
  await writeFile(
    join(out, 'licences.txt'),
    await licencesOf({ inputs, outputs: Object.assign({}, ...metafiles.map((one) => one.outputs)) }),
  );
  await writeOffline();
  const size = (/** @type {string} */ text) => `${Math.round(gzipSync(text).length / 1024)} kB`;
  console.log(`${relative(root, out) || out} is written: open index.html in it`);
  console.log(
    `compressed: ${size(check.code + language.code)} of thps, ${size(page.code)} with the editor and the examples`,
  );
}

await main();
