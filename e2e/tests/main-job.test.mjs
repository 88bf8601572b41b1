// The main job, as an officer of the key-project office does it: the month's workbook in, the board, any figure, the bulletin out.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { accessible, fits, PHONE } from '../harness/browser.mjs';
import { fixture, office } from '../harness/office.mjs';

const expected = JSON.parse(await readFile(fixture('ledger-2025-07.expected.json'), 'utf8'));

const here = office({ zhang: ['office'], li: ['viewer', '--region', '东湖区'] });

test('an empty ledger says what goes here and how to put it there', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/board`);
  await page.getByText('还没有项目').waitFor();
  await accessible(page);
  await page.getByRole('link', { name: '导入台账' }).click();
  await page.waitForURL(/\/import$/);
  await accessible(page);
  await page.context().close();
});

test('a workbook with faulty cells shows each of them and writes nothing', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/import`);
  await page.locator('input[type=file]').setInputFiles(fixture('ledger-2025-07-errors.xlsx'));
  await page.locator('form.form button[type=submit], form.form button.button').first().click();
  await page.waitForURL(/\/import\/\d+/);
  await page.goto(`${page.url().split('?')[0].replace(/\/(check|result)$/, '')}/check`);
  const text = await page.locator('main').innerText();
  for (const found of ['约5000', '-320', '壹亿元', '2025.13', '#REF!']) assert.ok(text.includes(found), found);
  await accessible(page);
  await fits(page);
  await page.goto(`${here.server.url}/board`);
  await page.getByText('还没有项目').waitFor();
  await page.context().close();
});

test('the month’s workbook becomes the board, its figures are doors, and the bulletin comes out', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/import`);
  await page.locator('input[type=file]').setInputFiles(fixture('ledger-2025-07.xlsx'));
  await page.locator('form.form button[type=submit], form.form button.button').first().click();
  await page.waitForURL(/\/import\/\d+/);
  await page.locator('table.mapping').first().waitFor();
  await accessible(page);
  await page.goto(`${page.url().split('?')[0].replace(/\/(check|result)$/, '')}/check`);
  await page.getByRole('button', { name: /导入/ }).click();
  await page.waitForURL(/\/result/, { timeout: 60_000 });
  await page.getByText('60').first().waitFor();

  await page.goto(`${here.server.url}/board?as_of=2025-07`);
  const strip = await page.locator('.strip').innerText();
  const yi = (wan) => (wan / 10000).toFixed(2);
  assert.ok(strip.includes(String(expected.projects)), strip);
  assert.ok(strip.includes(yi(expected.annual_plan)), strip);
  assert.ok(strip.includes(yi(expected.done_ytd)), strip);
  await page.locator('chart-view svg').first().waitFor();
  await accessible(page);
  await fits(page);

  await page.locator('.strip > div:nth-child(4) a[data-door]').first().click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText('年度计划完成率').first().waitFor();
  assert.match(await dialog.innerText(), /62\.7%/);
  await page.keyboard.press('Escape');

  await page.goto(`${here.server.url}/bulletins?as_of=2025-07`);
  assert.ok((await page.locator('.paper').innerText()).includes(yi(expected.done_ytd)));
  await accessible(page);
  for (const [name, start] of [['Word', 'PK'], ['Excel', 'PK'], ['PDF', '%PDF']]) {
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 120_000 }),
      page.getByRole('link', { name, exact: true }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^示例市2025年7月重点项目通报\./);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, start.length).toString('latin1'), start, name);
  }
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('the ledger’s grid filters, totals and opens a project', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/ledger?as_of=2025-07`);
  await page.locator('ledger-grid .tabulator-row').first().waitFor();
  await accessible(page);
  await fits(page);
  await page.goto(`${here.server.url}/ledger?as_of=2025-07&region=${encodeURIComponent('东湖区')}`);
  await page.locator('ledger-grid .tabulator-row').first().waitFor();
  assert.equal(await page.locator('ledger-grid .tabulator-tableholder .tabulator-row').count(), expected.by_region['东湖区'].projects);
  await page.locator('ledger-grid a[href^="/projects/"]').first().click();
  await page.waitForURL(/\/projects\/\d+/);
  await page.locator('main').getByText('东湖区').first().waitFor();
  await accessible(page);
  await fits(page);
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('a county sees its own projects only, on a phone too', async () => {
  const page = await here.signedIn('li', PHONE);
  await page.goto(`${here.server.url}/board?as_of=2025-07`);
  assert.ok((await page.locator('.strip').innerText()).includes(String(expected.by_region['东湖区'].projects)));
  assert.ok(!(await page.locator('main').innerText()).includes('西湖区'));
  await accessible(page);
  await fits(page);
  const refused = await page.goto(`${here.server.url}/import`);
  assert.equal(refused.status(), 403);
  await page.context().close();
});

test('the journal’s chain holds after all this', async () => {
  const { stdout } = await here.server.command('verify', '--json');
  const report = JSON.parse(stdout);
  assert.equal(report.sound, true);
  assert.ok(report.entries > 60);
});
