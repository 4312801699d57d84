// The page in Chromium: what a reader sees in light and dark, on a screen and on a phone.
// node browser_test.js ASSAY CHROMIUM FOLDER [FOLDER FOR SCREENSHOTS]
'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [program, executablePath, here, shots] = process.argv.slice(2);
const assay = path.resolve(program);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assay-page-'));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update'];

/// Opens the page of a document; whatever it asks for or complains of lands in `trouble`.
async function open(browser, document, options = {}) {
  const page_path = path.join(folder, document + '.html');
  if (!fs.existsSync(page_path)) {
    const run = spawnSync(assay, ['check', '--html', page_path, document], { cwd: here });
    assert.ok(run.status === 0 || run.status === 1, String(run.stderr));
  }
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  page.trouble = [];
  page.on('console', (message) => page.trouble.push(message.text()));
  page.on('dialog', (dialog) => { page.trouble.push('dialog'); dialog.dismiss(); });
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== 'file://' + page_path) page.trouble.push(request.url());
  });
  await page.goto('file://' + page_path);
  return page;
}

const visible = (page, selector) => page.locator(selector + ':visible').count();

/// The contrast ratio of WCAG 2 between each text's colour and what lies behind it.
const contrasts = (page) => page.evaluate(() => {
  const parse = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const rgba = parse(getComputedStyle(e).backgroundColor);
      if (rgba.length === 3 || rgba[3] === 1) return rgba.slice(0, 3);
    }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0] : [255, 255, 255];
  };
  const worst = { ratio: 99 };
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const ink = parse(element.closest('svg') ? style.fill : style.color).slice(0, 3);
    const [a, b] = [luminance(ink), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst.ratio) Object.assign(worst, { ratio, text: element.textContent.slice(0, 60) });
  }
  return worst;
});

const tests = {
  async 'formulas are laid out, not run together'(browser) {
    const page = await open(browser, 'formulas.md');
    const box = (selector) => page.locator(selector).first().boundingBox();
    const card = '.claim:has(.written code:text-is("a/b = b/a + 1"))';
    const [a, b] = [await box(`${card} mfrac > :nth-child(1)`), await box(`${card} mfrac > :nth-child(2)`)];
    assert.equal(await page.locator(`${card} mfrac > :nth-child(1)`).first().textContent(), 'a');
    assert.ok(a.y + a.height <= b.y + 2, 'the numerator stands above the denominator');
    const power = '.claim:has(.written code:text-is("(-a)^2 = -a^2")) msup';
    const [base, raised] = [await box(`${power} > :nth-child(1)`), await box(`${power} > :nth-child(2)`)];
    assert.ok(raised.y < base.y + base.height / 2 && raised.x >= base.x + base.width - 2);
    const sum = '.claim:has(.written code:text-is("sum_{i=1..n} i^2 = n (n + 1)/2 + 1")) munderover';
    const [sign, below, above] = [await box(`${sum} > :nth-child(1)`),
      await box(`${sum} > :nth-child(2)`), await box(`${sum} > :nth-child(3)`)];
    assert.ok(above.y < sign.y && sign.y < below.y, 'the limits stand over and under the sum');
    const cells = await page.locator('.claim mtable.matrix mtd').evaluateAll(
      (all) => all.slice(0, 4).map((cell) => cell.getBoundingClientRect()).map((r) => [r.x, r.y]));
    assert.ok(cells[0][0] < cells[1][0] && cells[0][1] < cells[2][1]);
    assert.deepEqual(page.trouble, []);
  },

  async 'the filter shows one verdict'(browser) {
    const page = await open(browser, 'formulas.md');
    const all = await visible(page, '.claim');
    const refuted = await page.locator('.claim.v-refuted').count();
    assert.ok(refuted > 20 && refuted < all);
    await page.getByLabel(/^refuted \(/).focus();
    await page.keyboard.press('Space');
    assert.equal(await visible(page, '.claim.v-refuted'), refuted);
    assert.equal(await visible(page, '.claim'), refuted);
    assert.equal(await visible(page, '.prose'), 0);
    await page.locator('label', { hasText: 'ill-formed' }).click();
    assert.equal(await visible(page, '.claim'), await page.locator('.claim.v-ill').count());
    await page.locator('label', { hasText: 'everything' }).click();
    assert.equal(await visible(page, '.claim'), all);
  },

  async 'an anchor leads to its claim'(browser) {
    const page = await open(browser, 'formulas.md');
    const link = page.locator('.claim.v-refuted .where a').last();
    await link.click();
    const target = page.locator('.claim:target');
    assert.equal(await target.count(), 1);
    assert.equal('#' + (await target.getAttribute('id')), await link.getAttribute('href'));
  },

  async 'plots mark the counterexample'(browser) {
    const page = await open(browser, 'formulas.md');
    const plot = page.locator('.claim:has(.written code:text-is("1/(v - 49/48) = v")) svg.plot');
    const [frame, mark] = [await plot.locator('.frame').boundingBox(),
      await plot.locator('svg .left.at').boundingBox()];
    assert.ok(mark.x > frame.x && mark.x < frame.x + frame.width);
    assert.ok(mark.y > frame.y && mark.y + mark.height < frame.y + frame.height);
    const strokes = await plot.locator('svg path.left, svg path.right').evaluateAll(
      (all) => all.map((path) => [getComputedStyle(path).stroke, getComputedStyle(path).strokeDasharray]));
    assert.notEqual(strokes[0][0], strokes[1][0]);
    assert.notEqual(strokes[0][1], strokes[1][1], 'the sides differ in more than colour');
  },

  async 'hostile text does nothing'(browser) {
    const page = await open(browser, 'hostile.md');
    for (const link of await page.locator('.prose a').all()) await link.hover();
    assert.equal(await page.locator('script, img, iframe, main [onclick]').count(), 0);
    assert.deepEqual(page.trouble, []);
  },

  async 'colours are readable in both schemes'(browser) {
    for (const colorScheme of ['light', 'dark'])
      for (const document of ['formulas.md', 'hostile.md']) {
        const worst = await contrasts(await open(browser, document, { colorScheme }));
        assert.ok(worst.ratio >= 4.5, `${colorScheme}: ${worst.ratio} at "${worst.text}"`);
      }
    const paper = async (colorScheme) => (await open(browser, 'hostile.md', { colorScheme })).evaluate(
      () => getComputedStyle(document.body).backgroundColor);
    assert.notEqual(await paper('light'), await paper('dark'));
  },

  async 'a phone needs no sideways scrolling'(browser) {
    for (const document of ['formulas.md', 'hostile.md']) {
      const page = await open(browser, document, { viewport: { width: 360, height: 740 } });
      const over = await page.evaluate(
        () => globalThis.document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${document}: ${over} px too wide`);
    }
  },
};

async function main() {
  const browser = await chromium.launch({ executablePath, args: flags });
  let failed = 0;
  try {
    for (const [name, test] of Object.entries(tests)) {
      try {
        await test(browser);
        console.log('ok  ', name);
      } catch (error) {
        ++failed;
        console.log('FAIL', name, '\n', error);
      }
    }
    for (const colorScheme of shots ? ['light', 'dark'] : [])
      await (await open(browser, 'formulas.md', { colorScheme })).screenshot(
        { path: path.join(shots, `formulas-${colorScheme}.png`), fullPage: true });
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  }
  process.exit(failed ? 1 : 0);
}

main();
