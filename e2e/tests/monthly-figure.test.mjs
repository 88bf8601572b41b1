// A county's filer reports the month on a phone, without script too; a correction says why; the second of two is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, fits, PHONE } from '../harness/browser.mjs';
import { office } from '../harness/office.mjs';

const here = office({ zhang: ['office'], wang: ['filer', '--region', '东湖区'] }, 'ledger-2025-07.xlsx');

// The form of August of the filer's first project, reached as people reach it.
async function openForm(page) {
  await page.goto(`${here.server.url}/ledger?as_of=2025-07&sort=name`);
  const project = await page.locator('a[href^="/projects/"]').first().getAttribute('href');
  await page.goto(`${here.server.url}${project}`);
  await page.getByRole('link', { name: '更正7月数据' }).click();
  await page.getByRole('link', { name: '下一个月' }).click();
  await page.waitForURL(/reports\/2025-08/);
}

test('a filer is told what is wrong, puts it right and sees it on the project page', async () => {
  const page = await here.signedIn('wang', PHONE);
  await openForm(page);
  await accessible(page);
  await fits(page);
  const july = await page.locator('#done_ytd').inputValue();
  assert.match(july, /^\d/);
  await page.locator('#done_ytd').fill('约5000');
  await page.locator('#start_date').fill('2025.13');
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('.notice.bad').waitFor();
  assert.equal(await page.locator('.notice.bad li').count(), 2);
  assert.equal(await page.locator('#done_ytd').inputValue(), '约5000');
  await accessible(page);
  await fits(page);
  await page.locator('.notice.bad a[href="#start_date"]').click();
  assert.equal(await page.evaluate(() => location.hash), '#start_date');
  await page.locator('#start_date').fill('');
  await page.locator('#done_ytd').fill(String(Number(july) + 50));
  await page.locator('#progress').fill('主体结构封顶');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已保存2025年8月的数据').waitFor();
  const august = page.locator('#months tbody tr').last();
  assert.match(await august.innerText(), /50/);
  assert.ok((await page.locator('main').innerText()).includes('主体结构封顶'));
  await accessible(page);
  await fits(page);
  assert.deepEqual(page.troubles.filter((t) => !t.includes('422')), []);
  await page.context().close();
});

test('without script a correction asks for its reason and keeps the earlier value', async () => {
  const page = await here.signedIn('wang', PHONE, { javaScriptEnabled: false });
  await openForm(page);
  assert.ok((await page.locator('main').innerText()).includes('已填报'));
  const before = await page.locator('#done_ytd').inputValue();
  await page.locator('#done_ytd').fill(String(Number(before) + 1));
  await page.getByRole('button', { name: '保存' }).click();
  assert.match(await page.locator('#reason-error').innerText(), /写明原因/);
  await page.locator('#reason').fill('漏报一笔');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已保存2025年8月的数据').waitFor();
  const august = page.locator('#months tbody tr').last();
  await august.locator('summary').click();
  assert.match(await august.innerText(), /第1次填报/);
  assert.match(await page.locator('#history').innerText(), /漏报一笔/);
  await page.context().close();
});

test('the second of two who edit one month is told what the first wrote', async () => {
  const [first, second] = [await here.signedIn('wang'), await here.signedIn('zhang')];
  await openForm(first);
  await second.goto(first.url());
  await first.locator('#cause').fill('连续降雨');
  await first.locator('#reason').fill('补充原因');
  await first.getByRole('button', { name: '保存' }).click();
  await first.getByText('已保存').waitFor();
  await second.locator('#measure').fill('增开夜班');
  await second.locator('#reason').fill('补充措施');
  await second.getByRole('button', { name: '保存' }).click();
  await second.getByText('您的内容没有保存').waitFor();
  const notice = await second.locator('.notice.warn').innerText();
  assert.ok(notice.includes('wang') && notice.includes('连续降雨'), notice);
  assert.equal(await second.locator('#measure').inputValue(), '增开夜班');
  assert.equal(await second.locator('#cause').inputValue(), '连续降雨');
  await accessible(second);
  await second.getByRole('button', { name: '保存' }).click();
  await second.getByText('已保存').waitFor();
  const text = await second.locator('main').innerText();
  assert.ok(text.includes('连续降雨') && text.includes('增开夜班'));
  await first.context().close();
  await second.context().close();
});
