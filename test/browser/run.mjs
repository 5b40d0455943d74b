// Tries the site in a real Chromium, from files and from a server. `npm run test:site`; the first run installs playwright-core into
// .cache/site. Where no Chromium is installed (CHROMIUM, or /usr/bin/chromium) it says so. Pictures go to the folder that is the argument.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';

const root = resolve(import.meta.dirname, '../..');
const tools = join(root, '.cache', 'site');
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const pictures = process.argv[2];

const scratch = mkdtempSync(join(tmpdir(), 'thps-site-'));
const site = join(scratch, 'site');
execFileSync(process.execPath, [join(root, 'scripts/build-site.mjs'), site], { stdio: 'inherit' });
if (!existsSync(chromium)) {
  rmSync(scratch, { recursive: true });
  console.log(`no Chromium is installed at ${chromium}: the site was built, and not tried`);
  process.exit(0);
}

if (!existsSync(join(tools, 'node_modules', 'playwright-core'))) {
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--no-fund', '--no-audit', 'playwright-core@1.65.1'], {
    cwd: tools,
    stdio: 'inherit',
  });
}
const playwright = createRequire(join(tools, 'package.json'))('playwright-core');

const kinds = { html: 'text/html', js: 'text/javascript', css: 'text/css', txt: 'text/plain' };
let asked = 0;
const server = createServer((request, response) => {
  asked++;
  const path = normalize(join(site, decodeURIComponent(new URL(request.url, 'http://localhost').pathname)));
  const file = path.endsWith('/') ? join(path, 'index.html') : path;
  if (!file.startsWith(site) || !existsSync(file) || !statSync(file).isFile())
    return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': kinds[file.split('.').at(-1)] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${server.address().port}/`;

const browser = await playwright.chromium.launch({
  executablePath: chromium,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let failed = 0;
let passed = 0;

/** @param {string} name @param {(page: any, context: any) => Promise<void>} work @param {object} options of the browser's context */
async function trying(name, work, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (problem) => errors.push(problem.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  try {
    await work(page, context);
    assert.deepEqual(errors, []);
    passed++;
    console.log(`ok      ${name}`);
  } catch (problem) {
    failed++;
    console.log(`FAILED  ${name}\n${problem.stack}\n${errors.join('\n')}`);
  } finally {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name.replaceAll(/\W+/g, '-')}.png`) });
    await context.close();
  }
}

const opened = async (page, where = address) => {
  await page.goto(where);
  await page.waitForFunction(() => document.querySelectorAll('.view-line').length > 3);
};
const checked = async (page) => {
  await page.click('#check');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('check'), null, {
    timeout: 120_000,
  });
  await page.waitForFunction(() => document.getElementById('stop').hidden, null, { timeout: 120_000 });
};
const write = (page, text) => page.evaluate((value) => globalThis.monaco?.editor.getModels()[0].setValue(value), text);
const counts = (page) =>
  page.$$eval('#checks .counts', (all) =>
    all.map((one) => Number(/^[\d,]+/.exec(one.textContent)[0].replaceAll(',', ''))),
  );
const choose = (page, name) => page.selectOption('#example', name);

try {
  await trying('from files', async (page) => {
    await opened(page, pathToFileURL(join(site, 'index.html')).href);
    await checked(page);
    assert.equal(await page.textContent('#status').then((text) => text.includes('2 checks, as expected')), true);
    assert.deepEqual(await counts(page), [12, 9]);
  });

  for (const name of ['03-two-locks.thps', '05-ticket-lock.thps', 'collapse_shmem.thps', 'folio_refcount.thps'])
    await trying(`the same counts as the command line, of ${name}`, async (page) => {
      const path = name.startsWith('0') ? `specs/tutorial/${name}` : `specs/${name}`;
      const words = ['src/main.ts', 'check', path, '--json', '--workers', '1'];
      const told = execFileSync(process.execPath, words, { cwd: root, maxBuffer: 2 ** 30 });
      await opened(page);
      await choose(page, name);
      await checked(page);
      assert.deepEqual(
        await counts(page),
        JSON.parse(told).checks.map(({ states }) => states),
      );
    });

  await trying('a race, and a link to its third step', async (page, context) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await opened(page);
    await checked(page);
    await page.click('text=Show the race');
    const frame = page.frameLocator('#run');
    await frame.locator('tr.step[data-step="3"]').click();
    await page.click('#race');
    await page.waitForFunction(() => document.getElementById('status').textContent === 'Copied.');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /cpu0 +cpu1\n-+ +-+\nlet seen = hits -> 0/);
    await page.click('#share');
    await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('The link'));
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await context.newPage();
    await other.goto('about:blank');
    await other.goto(link);
    await other
      .frameLocator('#run')
      .locator(
        'tr.step[data-step="3"][aria-current], tr.step[data-step="3"].chosen, tr.step[data-step="3"][tabindex="0"]',
      )
      .waitFor();
    await other.close();
  });

  await trying('what is wrong, where it is', async (page) => {
    await opened(page);
    await page.click('.view-line >> nth=0');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('spec a;\nvar x : 0..3 = 0;\nprocess p { x = y; }\n');
    await page.locator('.squiggly-error').first().waitFor();
    await checked(page);
    assert.match(await page.innerText('#checks'), /unknown name|y/);
  });

  await trying('completion and hover', async (page) => {
    await opened(page);
    await page.click('.view-line >> nth=0');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\ninvariant mine = oth');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'other_hits' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Home');
    await page
      .locator('.view-line span span', { hasText: /^.?SHARED.?$/ })
      .first()
      .hover();
    await page.locator('.monaco-hover', { hasText: 'bool' }).first().waitFor();
  });

  await trying('stopping a check that takes long', async (page) => {
    await opened(page);
    await page.click('.view-line >> nth=0');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(
      'spec a;\nvar c : [0..7 -> 0..9] = [_ in 0..7 -> 0];\naction up(i: 0..7) when c[i] < 9 { c[i] += 1; }\nterminates when true;\n',
    );
    await page.click('#check');
    await page.waitForTimeout(1000);
    await page.click('#stop');
    assert.equal(await page.textContent('#status'), 'Stopped.');
    await choose(page, '01-two-counters.thps');
    await checked(page);
    assert.deepEqual(await counts(page), [12, 9]);
  });

  await trying('without a network, once it has been open', async (page, context) => {
    await opened(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    const before = asked;
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.view-line').length > 3);
    await checked(page);
    await page.goto(`${address}docs/guide.html`);
    assert.match(await page.textContent('article'), /A first hour/);
    assert.equal(asked, before);
  });

  await trying(
    'on a phone',
    async (page) => {
      await opened(page);
      await checked(page);
      await page.click('text=Show the race');
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 390, `the page is ${width} pixels wide`);
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  );

  await trying(
    'in the dark',
    async (page) => {
      await opened(page);
      await checked(page);
      await page.click('text=Show the race');
      await page.waitForTimeout(500);
    },
    { colorScheme: 'dark' },
  );
} finally {
  await browser.close();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
