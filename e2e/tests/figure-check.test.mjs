// A speech is checked before it is read out: pasted or as a Word file, on a desk, on a phone and without script.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { accessible, fits, PHONE } from '../harness/browser.mjs';
import { office } from '../harness/office.mjs';

const SPEECH = `在全市重点项目调度会上的讲话
截至7月底,全市60个重点项目年度计划投资224.45亿元,完成投资140.8亿元,占年度计划的62.7%。东湖区完成投资24.7亿元,完成率65.8%。
要确保年底前全市重点项目完成投资250亿元。`;

const here = office({ zhang: ['office'], li: ['viewer', '--region', '东湖区'] }, 'ledger-2025-07.xlsx');

async function check(page, text) {
  await page.goto(`${here.server.url}/bulletins/check`);
  await page.getByLabel('粘贴文稿').fill(text);
  await page.getByRole('button', { name: '核对' }).click();
  await page.waitForURL(/\/bulletins\/check\/\d+$/);
}

// The figures of the text with their verdicts.
async function marks(page) {
  const figures = await page.locator('.checked .figure').allInnerTexts();
  return figures.map((text) => text.replace(/\s+/g, ''));
}

test('a pasted speech comes back with every figure marked, its reason and its door', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/bulletins?as_of=2025-07`);
  await page.getByRole('link', { name: '核对文稿数据' }).click();
  await page.waitForURL(/\/bulletins\/check$/);
  await page.getByText('还没有核对过文稿').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: '核对' }).click();
  await page.getByRole('alert').getByText('请粘贴文稿').waitFor();
  await accessible(page);

  await check(page, SPEECH);
  assert.deepEqual(await marks(page), [
    '60个相符', '224.45亿元相符', '140.8亿元相符', '62.7%相符', '24.7亿元相符', '65.8%有误', '250亿元未核',
  ]);
  await accessible(page);
  await fits(page);
  const wrong = page.locator('table.figures tr', { hasText: '65.8%' });
  assert.match(await wrong.innerText(), /应为 55\.8%/);
  await page.locator('.checked .figure.wrong').click();
  assert.match(page.url(), /#f6$/);
  await wrong.getByRole('link', { name: '台账怎样算' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByText('年度计划完成率').first().waitFor();
  assert.match(await dialog.innerText(), /55\.8%/);
  // The browser itself tells of the form that came back with an error.
  assert.deepEqual(page.troubles.filter((trouble) => !trouble.includes('422')), []);
  await page.context().close();
});

test('a Word file comes back with comments at its figures', async () => {
  const page = await here.signedIn('zhang');
  await page.goto(`${here.server.url}/bulletins?as_of=2025-07`);
  const [bulletin] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    page.getByRole('link', { name: 'Word', exact: true }).click(),
  ]);
  const paper = join(here.server.folder, '七月通报.docx');
  await writeFile(paper, await readFile(await bulletin.path()));
  await page.goto(`${here.server.url}/bulletins/check`);
  await page.locator('input[type=file]').setInputFiles(paper);
  await page.getByText('七月通报.docx（').waitFor();
  await page.getByRole('button', { name: '核对' }).click();
  await page.waitForURL(/\/bulletins\/check\/\d+$/);
  await page.getByText('没有发现有误或前后不一致的数字').waitFor();
  await accessible(page);
  await fits(page);
  const [commented] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载带批注的Word' }).click(),
  ]);
  assert.equal(commented.suggestedFilename(), '七月通报-核对.docx');
  const bytes = await readFile(await commented.path());
  assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK');
  assert.ok(bytes.includes('word/comments.xml'));
  assert.deepEqual(page.troubles, []);
  await page.context().close();
});

test('on a phone and without script a county checks its own report', async () => {
  const page = await here.signedIn('li', PHONE, { javaScriptEnabled: false });
  await page.goto(`${here.server.url}/bulletins/check`);
  await check(page, SPEECH);
  const found = await marks(page);
  assert.ok(found.includes('24.7亿元相符') && found.includes('65.8%有误'), found.join(' '));
  // The city's plan is not in the county's sight: it is only held against the text.
  assert.ok(found.includes('60个未核') && found.includes('224.45亿元前后一致'), found.join(' '));
  await page.context().close();

  const scripted = await here.signedIn('li', PHONE);
  await scripted.goto(`${here.server.url}/bulletins/check`);
  await fits(scripted);
  await accessible(scripted);
  await check(scripted, SPEECH);
  await fits(scripted);
  await accessible(scripted);
  assert.deepEqual(scripted.troubles, []);
  await scripted.context().close();
});
