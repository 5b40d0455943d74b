// Tries the extension in a real VS Code: code-server from npm, driven by playwright-core in a Chromium that is installed.
// `npm run test:editor`. The first run installs the two packages into .cache/editor (800 MB); Debian needs for that
// libkrb5-dev, libxkbfile-dev, libsecret-1-dev, pkg-config, and chromium. Pictures go to docs/images.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { steps } from './steps.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const tools = process.env['THPS_EDITOR_TOOLS'] ?? join(root, '.cache', 'editor');
const packages = ['code-server@4.139.1', 'playwright-core@1.65.1'];
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Quiet: nothing that asks, greets or talks to anybody. So the folder is not trusted: nobody was asked. */
const settings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'update.mode': 'none',
  'editor.fontSize': 14,
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Default Light Modern',
  'files.autoSave': 'off',
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function install() {
  if (packages.every((one) => existsSync(join(tools, 'node_modules', one.split('@')[0] ?? '')))) return;
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  // By the Node that runs this, the repository's own: code-server takes no other than 24, and looks for it in the path and
  // in what the npm that was called says of itself.
  const npm = process.env['npm_execpath'];
  if (npm === undefined) throw new Error('run it as `npm run test:editor`');
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  execFileSync(process.execPath, [npm, 'install', '--no-fund', '--no-audit', ...packages], {
    cwd: tools,
    stdio: 'inherit',
    env: { ...Object.fromEntries(inherited), PATH: path },
  });
}

/** A port that is free now. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Waits until a page answers. */
async function answering(/** @type {string} */ url) {
  for (let i = 0; i < 240; i++) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not yet.
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error('code-server does not answer');
}

async function main() {
  install();
  if (!existsSync(chromium))
    throw new Error(`there is no ${chromium}: install Chromium, or say where it is in CHROMIUM`);
  execFileSync(process.execPath, [join(root, 'scripts', 'package-extension.mjs')], { stdio: 'inherit' });
  const vsix = readdirSync(join(root, 'dist')).find((name) => name.endsWith('.vsix'));
  if (vsix === undefined) throw new Error('there is no .vsix in dist/');
  const scratch = mkdtempSync(join(tmpdir(), 'thps-editor-'));
  const workspace = join(scratch, 'workspace');
  const user = join(scratch, 'user');
  const images = join(root, 'docs', 'images');
  mkdirSync(join(user, 'User'), { recursive: true });
  mkdirSync(workspace);
  mkdirSync(images, { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify(settings));
  for (const [name, text] of Object.entries(steps.files)) writeFileSync(join(workspace, name), text);
  const where = ['--user-data-dir', user, '--extensions-dir', join(scratch, 'extensions')];
  const codeServer = join(tools, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  execFileSync(process.execPath, [codeServer, ...where, '--install-extension', join(root, 'dist', vsix)], {
    stdio: 'inherit',
  });
  const port = await freePort();
  const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check'];
  const server = spawn(
    process.execPath,
    [codeServer, ...where, ...quiet, '--bind-addr', `127.0.0.1:${port}`, workspace],
    { stdio: 'ignore' },
  );
  let failed = 0;
  try {
    const url = `http://127.0.0.1:${port}`;
    await answering(`${url}/healthz`);
    /** @type {typeof import('playwright-core')} */
    const playwright = createRequire(join(tools, 'package.json'))('playwright-core');
    const browser = await playwright.chromium.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(60_000);
    await page.goto(`${url}/?folder=${workspace}`);
    for (const [name, step] of Object.entries(steps.all)) {
      try {
        await step({ page, picture: (as) => page.screenshot({ path: join(images, `editor-${as}.png`) }) });
        console.log(`ok      ${name}`);
      } catch (problem) {
        failed++;
        await page.screenshot({ path: join(scratch, `failed-${failed}.png`) });
        console.log(`FAILED  ${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
        console.log(`        ${join(scratch, `failed-${failed}.png`)}`);
      }
    }
    await browser.close();
  } finally {
    server.kill();
    if (failed === 0) rmSync(scratch, { recursive: true, force: true });
  }
  console.log(`${Object.keys(steps.all).length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
