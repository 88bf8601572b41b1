// Debian's Chromium, driven by Playwright; every page is watched for errors and can be put before axe.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 740 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

// A page whose script errors, refused resources and failed requests are collected in `troubles`.
export async function open(browser, viewport = DESKTOP, options = {}) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') page.troubles.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) page.troubles.push(`${response.status()} ${response.url()}`);
  });
  return page;
}

export async function signIn(page, server, login, password) {
  await page.goto(`${server.url}/`);
  await page.getByLabel('用户名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

// WCAG 2.2 AA as far as a machine can judge it.
export async function accessible(page) {
  // Not addScriptTag: the page's own Content-Security-Policy would refuse it, as it should.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }),
  );
  const told = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).slice(0, 3).join('\n  ')}`);
  assert.deepEqual(told, [], `axe at ${page.url()}`);
}

// Nothing sticks out to the right of the window.
export async function fits(page) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${page.url()} is ${wide} px wide in a window of ${window}`);
}
