// Makes the VS Code extension: dist/thps-VERSION.vsix. Needs no network. A .vsix is a zip file with a manifest in the form
// of the Open Packaging Conventions, as `vsce package` writes it.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { licencesOf } from './licences.mjs';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'lsp', 'extension');

/** @type {Record<string, string>} */
const contentTypes = {
  cjs: 'application/javascript',
  json: 'application/json',
  md: 'text/markdown',
  mjs: 'application/javascript',
  thps: 'text/plain',
  txt: 'text/plain',
  vsixmanifest: 'text/xml',
};

const xml = (/** @type {string} */ text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** All files below a folder, by their path in the extension. */
async function filesIn(/** @type {string} */ folder, /** @type {string} */ as) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = `${as}/${relative(folder, path).split(sep).join('/')}`;
        return /** @type {const} */ ([name, await readFile(path)]);
      }),
  );
}

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {string} publisher
 * @property {string} displayName
 * @property {string} description
 * @property {string[]} keywords
 * @property {string[]} categories
 * @property {{ vscode: string }} engines
 */

/** What shops and VS Code read first. */
function vsixManifest(/** @type {Manifest} */ manifest) {
  const { name, version, publisher, displayName, description, keywords, categories, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(name)}" Version="${xml(version)}" Publisher="${xml(publisher)}"/>
    <DisplayName>${xml(displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(description)}</Description>
    <Tags>${xml(keywords.join(','))}</Tags>
    <Categories>${xml(categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${xml(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionDependencies" Value=""/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionPack" Value=""/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

function contentTypesXml() {
  const types = Object.entries(contentTypes).map(
    ([ext, type]) => `<Default Extension=".${ext}" ContentType="${type}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>
`;
}

/** The client in one file, since VS Code loads CommonJS, and the licences of the packages in it. */
async function clientBundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(source, 'client.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    legalComments: 'inline',
    minify: true,
    write: false,
    metafile: true,
    outfile: 'client.cjs',
    logLevel: 'warning',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made no client');
  return { contents: bundle.contents, licences: await licencesOf(metafile) };
}

async function main() {
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  );
  const written = /** @type {Manifest} */ (JSON.parse(await readFile(join(source, 'manifest.json'), 'utf8')));
  const manifest = { ...written, version };
  const target = join(root, 'dist', `thps-${version}.vsix`);
  const server = join(root, 'dist', 'extension-server');
  await mkdir(join(root, 'dist'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), server], { stdio: 'inherit' });
  const read = (/** @type {string[]} */ ...path) => readFile(join(root, ...path));
  const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
  const client = await clientBundle();
  /** @type {Record<string, Uint8Array>} */
  const files = {
    'extension.vsixmanifest': utf8(vsixManifest(manifest)),
    '[Content_Types].xml': utf8(contentTypesXml()),
    'extension/package.json': utf8(`${JSON.stringify(manifest, undefined, 2)}\n`),
    'extension/README.md': await readFile(join(source, 'README.md')),
    'extension/LICENSE.txt': await read('LICENSE'),
    'extension/THIRD-PARTY-LICENSES.txt': utf8(client.licences),
    'extension/client.cjs': client.contents,
    'extension/thps.tmLanguage.json': await read('grammar', 'thps.tmLanguage.json'),
    'extension/language-configuration.json': await read('grammar', 'language-configuration.json'),
    ...Object.fromEntries(await filesIn(join(source, 'assets'), 'extension/assets')),
    ...Object.fromEntries(await filesIn(server, 'extension/server')),
  };
  await rm(server, { recursive: true });
  // The same files give the same bytes.
  await writeFile(target, zipSync(files, { level: 9, mtime: new Date(1980, 0, 1, 12) }));
  console.log(relative(process.cwd(), target));
}

await main();
