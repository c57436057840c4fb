// Auditors who log in, in a browser. Environment: BROWSER and JAVA (programs), AUDIT, OPENID, PEOPLE and CITIZENS
// (origins of a demonstration: the auditors' door, their provider, the citizens' door, their provider), WHO (JSON:
// how the auditors' provider calls who plays whom), WORK (a folder), PICTURES (another one, for who wants to see).

import { LANGUAGES, follow, language, person, start, taken } from "./browser.mjs";
import { check, counted, found, holds } from "./checks.mjs";
import { pictures } from "./pictures.mjs";
import { looksAt, markup, sweep } from "./sweep.mjs";
import { ROLE, logIn } from "./tasks.mjs";

const { BROWSER, JAVA, AUDIT, OPENID, PEOPLE, CITIZENS, WHO, WORK, PICTURES } = process.env;
const who = JSON.parse(WHO);
const place = { base: AUDIT, people: PEOPLE, origins: [AUDIT, OPENID, PEOPLE, CITIZENS], work: WORK, pictures: PICTURES };

/** The municipality whose officer answers, as the ledger and as persons know it. */
const CONSUMER = "312143046";

/** A person's number; the pages show one only where two have agreed. */
const NUMBER = /(?<![\w.])\d{11}(?![\w.])/;

const at = (path) => new URL(path, AUDIT).href;

/** Logs in by the pages as whom the provider calls so: a name and a year of birth. */
async function enter(page, tag, { name, year }) {
  await page.goto(at(`/audit?lang=${tag}`));
  await follow(page, page.locator('main a[href="/login"]'));
  const options = page.locator("select[name=person] option");
  const own = options.filter({ hasText: name }).filter({ hasText: String(year) });
  await page.locator("select[name=person]").selectOption(await own.first().getAttribute("value"));
  await follow(page, page.locator("form:has(select[name=person]) button"));
  holds(new URL(page.url()).pathname === "/audit", `that is ${page.url()}`);
}

/** A browser of somebody who has logged in. */
async function officer(browser, tag, one, options = {}) {
  const own = await person(browser, place.origins, options);
  await enter(own.page, tag, one);
  return own;
}

/** An entry in which something was disclosed. */
async function disclosure(page) {
  await page.goto(at("/audit/entries?decision=disclosed"));
  return page.locator('main table a[href*="/audit/entry?"]').first();
}

/** One asks whom an entry is about, another agrees and is told, and the first is told once. */
async function opensAnIdentity(browser, page, tag, sweeps) {
  const sends = async (reason) => {
    await follow(page, await disclosure(page));
    holds(!NUMBER.test(await page.content()), "the entry says whom it is about");
    await page.locator("input[name=reason]").fill(reason);
    await page.locator("input[name=basis]").fill("personopplysningsloven § 20");
    await follow(page, page.locator("main form.ask button"));
  };
  const reason = `Klage fra en innbygger (${tag}) <i>`;
  await sends("Hvem er 17859241204?");
  holds((await page.locator("main form").count()) === 0, "a person's number is taken as a reason");
  if (sweeps) await looksAt(page, [], "not-done", tag);
  await sends(reason);
  holds(new URL(page.url()).pathname === "/audit/identities", `that is ${page.url()}`);
  const asked = (on) => on.locator("article.card", { hasText: reason });
  holds((await asked(page).count()) === 1, "the request is not there as written");
  holds((await asked(page).locator("button[value=open]").count()) === 0, "one may agree with oneself");
  if (sweeps) await looksAt(page, [], "identities-own", tag);
  const second = await officer(browser, tag, who.second, { javaScriptEnabled: sweeps });
  try {
    await second.page.goto(at("/audit/identities"));
    if (sweeps) await looksAt(second.page, second.faults, "identities-of-another", tag);
    await follow(second.page, asked(second.page).locator("button[value=open]"));
    const facts = await second.page.locator("main dd").allTextContents();
    const number = facts.find((fact) => NUMBER.test(fact));
    holds(number, "who agreed is told nobody");
    if (sweeps) await looksAt(second.page, second.faults, "identity-opened", tag);
    await page.goto(at("/audit/identities"));
    await follow(page, page.locator("button[value=see]").first());
    const told = await page.locator("main dd").allTextContents();
    holds(told.includes(number), "who asked is told another, or nobody");
    await page.goto(at("/audit/identities"));
    holds((await page.locator("button[value=see]").count()) === 0, "it is told twice");
    return second.faults;
  } finally {
    await second.context.close();
  }
}

/** A person asks about a reading of the municipality; the words, which are on no other page. */
async function asksAs(browser, tag) {
  const { context, page, faults } = await person(browser, place.origins, { javaScriptEnabled: false });
  await logIn(page, place, tag, ROLE);
  const cards = page.locator("article.card", { hasText: "Testby kommune" }).filter({ has: page.locator('a[href$="/ask"]') });
  const to = await cards.first().locator('a[href$="/ask"]').getAttribute("href");
  await page.goto(new URL(to, PEOPLE).href);
  const words = `Hvorfor leste dere dette? (${tag}) <b>`;
  await page.locator("input[name=matter][value=question]").check();
  await page.locator("textarea[name=text]").fill(words);
  await follow(page, page.locator("form.ask button"));
  return { context, page, faults, words };
}

/** The municipality's officer answers a person's question, and the person reads the answer. */
async function answers(browser, tag) {
  const asked = await asksAs(browser, tag);
  const own = await officer(browser, tag, who.consumer, { javaScriptEnabled: false });
  try {
    await follow(own.page, own.page.locator('nav a[href="/audit/questions"]'));
    const links = own.page.locator('main table a[href*="/audit/question?"]');
    const before = await links.count();
    await follow(own.page, links.last());
    const told = await own.page.locator("main p.words").allTextContents();
    holds(told.includes(asked.words), `the question says ${told.join(" ")}`);
    const words = `Vi behandlet søknaden din. (${tag}) & <u>`;
    await own.page.locator("textarea[name=words]").fill(words);
    await follow(own.page, own.page.locator("main form.ask button"));
    holds(new URL(own.page.url()).pathname === "/audit/questions", `that is ${own.page.url()}`);
    holds((await links.count()) === before - 1, "the question still waits");
    await asked.page.goto(new URL("/questions", PEOPLE).href);
    holds((await asked.page.locator("main").textContent()).includes(words), "the person is not shown the answer");
    return [await language(own.page, tag), own.faults, asked.faults].flat();
  } finally {
    await own.context.close();
    await asked.context.close();
  }
}

const BEGINS = { csv: /^"?[^\n]+\r\n/, pdf: /^%PDF-1\.\d/ };

/** Takes what a card of a report gives: a page, and files of both forms. */
async function takes(page, name, fields) {
  const card = page.locator(`section.card:has(#${name})`);
  const fill = async () => {
    for (const [field, value] of Object.entries(fields)) await card.locator(`input[name=${field}]`).fill(value);
  };
  for (const end of ["csv", "pdf"]) {
    await fill();
    const file = await taken(page, card.locator(`[href^="/audit/reports/${name}.${end}"], [formaction="/audit/reports/${name}.${end}"]`));
    holds(BEGINS[end].test(file.bytes.toString("latin1")), `${file.name} is no ${end}`);
    holds(!NUMBER.test(end === "csv" ? file.bytes.toString("utf8") : ""), `${file.name} names a person`);
  }
  await fill();
  await follow(page, card.locator(`a[href="/audit/reports/${name}"], form button:not([formaction])`));
  holds(new URL(page.url()).pathname === `/audit/reports/${name}`, `that is ${page.url()}`);
  holds((await page.locator("main table").count()) > 0, "it has no table");
  const file = await taken(page, page.locator('main a[href*=".csv"]').first());
  holds(BEGINS.csv.test(file.bytes.toString("utf8")), `${file.name} is no csv`);
}

const today = new Date().toISOString().slice(0, 10);
const HISTORY = { consumer: CONSUMER, day: today, time: "08:30" };

/** Makes each report, from the page of all. */
async function reports(page, tag) {
  for (const [name, fields] of [["processing", {}], ["assessment", {}], ["history", HISTORY], ["control", {}], ["logging", {}], ["journal", {}]]) {
    await page.goto(at("/audit"));
    await follow(page, page.locator('nav a[href="/audit/reports"]'));
    await takes(page, name, fields);
  }
  return language(page, tag);
}

async function logsOut(page, tag) {
  await page.goto(at("/audit"));
  await follow(page, page.locator('form[action="/logout"] button'));
  await page.waitForURL((url) => url.origin === AUDIT && url.pathname === "/logged-out");
  const wrong = await language(page, tag);
  await page.goBack();
  holds((await page.locator("#totals").count()) === 0, "figures are shown after going back");
  const answer = await page.goto(at("/audit"));
  holds(answer.status() === 401, `answers ${answer.status()}`);
  return wrong;
}

/** Every task of who logs in, in one language, without script. */
async function tasks(browser, tag) {
  const { context, page, faults } = await person(browser, place.origins, { javaScriptEnabled: false });
  const does = (name, what) => check(`task ${tag}: ${name}`, async () => [await what(), faults.splice(0)].flat());
  await does("logs in at the provider", async () => {
    await enter(page, tag, who.first);
    return language(page, tag);
  });
  await does("asks whom an entry is about, and another agrees", () => opensAnIdentity(browser, page, tag, false));
  await does("answers a person's question", () => answers(browser, tag));
  await does("makes each report and takes it along", () => reports(page, tag));
  await does("logs out, and going back shows nothing", () => logsOut(page, tag));
  await context.close();
}

const KEPT = `consumer=${CONSUMER}&day=${today}`;
const month = (back) => {
  const then = new Date();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() - back);
  return then.toISOString().slice(0, 7);
};

/** What everybody sees who is not logged in. */
const OPEN = [
  { name: "log-in", path: "/audit", status: 401 },
  { name: "login-not-waiting", path: "/login/callback", status: 400 },
  { name: "logout-unknown", path: "/logged-out", status: 400 },
];

/** The authority's pages. A further page is a further line. */
const WHOLE = [
  { name: "overview", path: "/audit" },
  { name: "entries", path: "/audit/entries" },
  { name: "alarms", path: "/audit/alarms" },
  { name: "identities-none", path: "/audit/identities" },
  { name: "reports", path: "/audit/reports" },
  { name: "report-history", path: `/audit/reports/history?${KEPT}` },
  { name: "report-control", path: `/audit/reports/control?first_day=${today}&last_day=${today}` },
  { name: "report-logging", path: "/audit/reports/logging" },
  { name: "report-journal", path: `/audit/reports/journal?month=${month(2)}` },
  { name: "report-not-over", path: `/audit/reports/journal?month=${month(0)}`, status: 404 },
  { name: "nowhere", path: "/audit/nowhere", status: 404 },
];

/** Those of a consumer's officer: the long reports among them, which are shorter than the authority's. */
const OWN = [
  { name: "own-overview", path: "/audit" },
  { name: "own-reports", path: "/audit/reports" },
  { name: "own-processing", path: "/audit/reports/processing" },
  { name: "own-assessment", path: "/audit/reports/assessment" },
  { name: "own-no-report", path: "/audit/reports/logging", status: 403 },
  { name: "no-question", path: "/audit/question?index=0", status: 404 },
];

const browser = await start(BROWSER);
try {
  for (const tag of LANGUAGES) await tasks(browser, tag);
  const files = [];
  const stranger = await person(browser, place.origins);
  files.push(...(await sweep(stranger, place, OPEN)));
  const first = await officer(browser, "nb", who.first);
  const entry = await (await disclosure(first.page)).getAttribute("href");
  const one = { name: "entry", path: entry };
  files.push(...(await sweep(first, place, [...WHOLE, one])));
  // These pages come by a form, and there is no address to come again by.
  for (const tag of LANGUAGES) {
    await first.page.goto(at(`/audit?lang=${tag}`));
    await check(`pages ${tag}: when an identity is opened`, () => opensAnIdentity(browser, first.page, tag, true));
  }
  await pictures(first, place, [
    { name: "audit-overview", path: "/audit", height: 1500 },
    { name: "audit-overview", path: "/audit", tag: "se", width: 320, scheme: "dark", height: 1500 },
    { name: "audit-entries", path: "/audit/entries", tag: "nn" },
    { name: "audit-entries", path: "/audit/entries", width: 320, scheme: "dark" },
    { name: "audit-entry", path: entry, tag: "en" },
    { name: "audit-alarms", path: "/audit/alarms", height: 1000 },
    { name: "audit-reports", path: "/audit/reports", height: 1500 },
    { name: "audit-reports", path: "/audit/reports", tag: "se", width: 320, scheme: "dark", height: 1500 },
    { name: "audit-history", path: `/audit/reports/history?${KEPT}`, tag: "nn" },
  ]);
  const asked = await asksAs(browser, "nb");
  await asked.context.close();
  const own = await officer(browser, "nb", who.consumer);
  await own.page.goto(at("/audit/questions"));
  const question = await own.page.locator('main table a[href*="/audit/question?"]').last().getAttribute("href");
  const questions = [{ name: "questions", path: "/audit/questions" }, { name: "question", path: question }];
  files.push(...(await sweep(own, place, [...OWN, ...questions])));
  await pictures(own, place, [{ name: "audit-question", path: question }]);
  await markup(JAVA, files);
} catch (error) {
  found("the pages could be opened", error.stack ?? error);
} finally {
  await browser.close();
}
process.exitCode = counted() ? 0 : 1;
