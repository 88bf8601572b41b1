// An office with a server and a browser of its own: set up before a file's journeys, taken down after them.
import { after, before } from 'node:test';
import { launch, open, signIn } from './browser.mjs';
import { Server } from './server.mjs';

const PASSWORD = 'Yunhe-e2e-7788';

export const fixture = (name) => new URL(`../../fixtures/${name}`, import.meta.url).pathname;

// `people`: login → [role, more words of `user add`…]; `workbook`: imported before anybody signs in.
export function office(people, workbook) {
  const here = {
    async signedIn(login, viewport, options) {
      const page = await open(here.browser, viewport, options);
      await signIn(page, here.server, login, PASSWORD);
      return page;
    },
  };
  before(async () => {
    here.server = await Server.start();
    for (const [login, [role, ...more]] of Object.entries(people)) {
      await here.server.addUser(login, role, PASSWORD, ...more);
    }
    if (workbook) await here.server.command('import', fixture(workbook), '--year', '2025');
    await here.server.serve();
    here.browser = await launch();
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
  });
  return here;
}
