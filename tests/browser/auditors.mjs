// Auditors' pages in a browser that has a client certificate. Environment: BROWSER and JAVA (programs), AUDIT (an
// origin), CERTIFICATE and KEY (PEM files), WORK (a folder).

import { LANGUAGES, follow, language, person, start, taken } from "./browser.mjs";
import { check, counted, holds } from "./checks.mjs";
import { markup, sweep } from "./sweep.mjs";

const { BROWSER, JAVA, AUDIT, CERTIFICATE, KEY, WORK } = process.env;
const place = { base: AUDIT, origins: [AUDIT], work: WORK };
const clientCertificates = [{ origin: AUDIT, certPath: CERTIFICATE, keyPath: KEY }];

/** The auditors' pages. A further page is a further line. */
const PAGES = [
  { name: "overview", path: "/audit" },
  { name: "overview-empty", path: "/audit?first_day=2020-01-01&last_day=2020-01-31" },
  { name: "entries", path: "/audit/entries" },
  { name: "entries-none", path: "/audit/entries?purpose=ingen" },
  { name: "entry", path: "/audit/entry?index=0" },
  { name: "reports", path: "/audit/reports" },
  { name: "alarms", path: "/audit/alarms" },
  { name: "nowhere", path: "/audit/nowhere", status: 404 },
];

/** In this order, each from the overview. */
const TASKS = [
  {
    name: "reads the overview",
    does: async (page) => {
      holds((await page.locator("main svg[role=img], main figure svg").count()) > 0, "there is no plot");
      holds(/[1-9]/.test(await page.locator("#totals ~ dl dd").first().textContent()), "no reading is counted");
      holds(!/(?<![\w.])\d{11}(?![\w.])/.test(await page.content()), "a person's number is shown");
    },
  },
  {
    name: "goes down to one entry",
    does: async (page, tag) => {
      await follow(page, page.locator('main table a[href*="purpose="]').first());
      await follow(page, page.locator('main table a[href*="/audit/entry?"]').first());
      holds(new URL(page.url()).pathname === "/audit/entry", `that is ${page.url()}`);
      return language(page, tag);
    },
  },
  {
    name: "comes from an alarm to what is behind it",
    does: async (page, tag) => {
      await follow(page, page.locator('#totals ~ dl a[href="/audit/alarms"]'));
      holds(!/(?<![\w.])\d{11}(?![\w.])/.test(await page.content()), "a person's number is shown");
      await follow(page, page.locator("main article li a").first());
      holds(/"kind": "reading"/.test(await page.locator("main pre").textContent()), "that is no reading");
      return language(page, tag);
    },
  },
  {
    name: "opens the table of a plot",
    does: async (page) => {
      await page.locator("main details summary").first().click();
      holds(await page.locator("main details table").first().isVisible(), "the table is not shown");
    },
  },
  {
    name: "asks for other days",
    does: async (page) => {
      await page.locator("input[name=first_day]").fill("2020-01-01");
      await page.locator("input[name=last_day]").fill("2020-01-31");
      await follow(page, page.locator("main form button"));
      holds(page.url().includes("first_day=2020-01-01"), `that is ${page.url()}`);
      holds((await page.locator("#totals ~ dl dd").first().textContent()).trim() === "0", "these days have readings");
    },
  },
  {
    name: "takes every table along",
    does: async (page) => {
      const links = page.locator('main a[href*=".csv"]');
      const count = await links.count();
      holds(count >= 5, `only ${count} tables`);
      for (let at = 0; at < count; at += 1) {
        const { name, bytes } = await taken(page, links.nth(at));
        holds(bytes.toString("utf8").split("\n")[0].includes(","), `${name} has no head`);
      }
    },
  },
];

const browser = await start(BROWSER);
try {
  await check("nobody is let in without a certificate", async () => {
    const one = await person(browser, place.origins);
    const answer = await one.page.goto(`${AUDIT}/audit`);
    await one.context.close();
    holds(answer.status() === 401, `answers ${answer.status()}`);
  });
  for (const tag of LANGUAGES) {
    const one = await person(browser, place.origins, { clientCertificates, javaScriptEnabled: false });
    for (const { name, does } of TASKS) {
      await check(`task ${tag}: ${name}`, async () => {
        await one.page.goto(`${AUDIT}/audit?lang=${tag}`);
        return [await does(one.page, tag), one.faults.splice(0)].flat();
      });
    }
    await one.context.close();
  }
  const own = await person(browser, place.origins, { clientCertificates });
  const files = await sweep(own, place, PAGES);
  await markup(JAVA, files);
} finally {
  await browser.close();
}
process.exitCode = counted() ? 0 : 1;
