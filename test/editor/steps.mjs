/**
 * What a user does in the editor, one after the other in one window.
 * @typedef {import('playwright-core').Page} Page
 * @typedef {{ page: Page, picture: (as: string) => Promise<unknown> }} Editor
 */

const counter = `/// Two additions without a lock.
spec counter;

var count : 0..2 = 0;

process adder[i: 0..1] {
load:
  let seen = count;
store:
  count = seen + 1;
}

/// Both additions arrive.
invariant nothing_lost = all_done => count == 2;

check lost_update;
`;

const broken = `spec broken;

var   lock : Process? = none;
process worker {
  lok = some(self);
}
`;

/** Opens a file from the Explorer. */
async function open(/** @type {Page} */ page, /** @type {string} */ name) {
  await page.getByRole('treeitem', { name }).dblclick();
  await page.getByRole('tab', { name: new RegExp(name) }).waitFor();
}

/** A word of the text in the editor that is shown. */
function word(/** @type {Page} */ page, /** @type {string} */ text) {
  return page.locator('.view-lines .view-line span span', { hasText: text }).first();
}

/** Rests the mouse on a word until the text about it shows; the first time it may come while the window is still busy. */
async function hover(/** @type {Page} */ page, /** @type {string} */ text, /** @type {string} */ shown) {
  const about = page.locator('.monaco-hover', { hasText: shown });
  for (let i = 0; i < 5 && !(await about.isVisible()); i++) {
    await page.mouse.move(640, 780);
    await word(page, text).hover();
    await about.waitFor({ timeout: 8_000 }).catch(() => undefined);
  }
  await about.waitFor({ timeout: 8_000 });
}

async function key(/** @type {Page} */ page, /** @type {string} */ keys) {
  await page.keyboard.press(keys);
}

/** Goes to a line, or a line and a column, by number. */
async function goTo(/** @type {Page} */ page, /** @type {number | string} */ line) {
  await key(page, 'Control+g');
  await page.locator('.quick-input-widget input').fill(`:${line}`);
  await key(page, 'Enter');
}

export const steps = {
  files: { 'counter.thps': counter, 'broken.thps': broken },
  /** @type {Record<string, (editor: Editor) => Promise<void>>} */
  all: {
    /** All that follows happens in this window. */
    async 'the folder is not trusted'({ page }) {
      await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    },
    async 'an error is underlined, and says what to do'({ page, picture }) {
      await open(page, 'broken.thps');
      await page.locator('.squiggly-error').first().waitFor();
      await hover(page, 'lok', 'lock');
      await picture('error');
    },
    async 'a quick fix mends it'({ page }) {
      await key(page, 'Escape');
      await goTo(page, '5:4');
      await key(page, 'Control+.');
      await page.locator('.action-widget').first().waitFor();
      await key(page, 'Enter');
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    },
    async 'the formatter puts the text in order'({ page }) {
      await key(page, 'F1');
      await page.locator('.quick-input-widget input').first().fill('>Format Document');
      await page
        .locator('.quick-input-list .monaco-list-row', { hasText: /^Format\sDocument/ })
        .first()
        .click();
      await page.locator('.view-line', { hasText: /^var\slock/ }).waitFor();
    },
    async 'hover tells type and documentation'({ page, picture }) {
      await open(page, 'counter.thps');
      await hover(page, 'nothing_lost', 'Both additions arrive');
      await picture('hover');
    },
    async 'completion offers names with documentation'({ page, picture }) {
      await goTo(page, 14);
      await key(page, 'End');
      await page.keyboard.insertText('\ninvariant small = ');
      await page.keyboard.type('co', { delay: 100 });
      await page.locator('.suggest-widget.visible', { hasText: 'count' }).waitFor();
      await picture('completion');
      await key(page, 'Tab');
      await page.keyboard.insertText(' <= 2;');
    },
    async 'rename changes every use'({ page }) {
      await word(page, 'seen').click();
      await key(page, 'F2');
      const input = page.locator('.rename-box input');
      await input.fill('loaded');
      await key(page, 'Enter');
      await page.locator('.view-line', { hasText: /count\s=\sloaded/ }).waitFor();
    },
    async 'a check runs on saving: the lens has the verdict, the property is underlined'({ page, picture }) {
      await key(page, 'Control+s');
      await page
        .locator('.codelens-decoration', { hasText: /violates\snothing_lost/ })
        .first()
        .waitFor();
      await page.locator('.squiggly-error').first().waitFor();
      await picture('check');
    },
    async 'the counterexample opens beside the text, with the state at each step'({ page, picture }) {
      await page
        .locator('.codelens-decoration a', { hasText: /Show\snothing_lost/ })
        .first()
        .click();
      const inside = page.frameLocator('iframe.webview').frameLocator('iframe');
      await inside.getByRole('columnheader', { name: 'adder[0]' }).waitFor();
      await inside.locator('tr.step').nth(2).click();
      await inside.locator('.state:visible .changed').first().waitFor();
      await picture('counterexample');
    },
    async 'a click on a statement goes to its line'({ page }) {
      const inside = page.frameLocator('iframe.webview').frameLocator('iframe');
      await inside.locator('a[data-line]').first().click();
      await page.locator('.right-items, .statusbar', { hasText: /Ln 8/ }).first().waitFor();
    },
  },
};
