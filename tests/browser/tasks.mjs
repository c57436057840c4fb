// The tasks of citizens, each as a person does it: by links, buttons and fields, in one language, without
// script unless it says so. A task is a line in the table; it gets a page on which its person is logged in.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { check, holds } from "./checks.mjs";
import { LANGUAGES, follow, inside, language, person } from "./browser.mjs";

const LIST = "/readings";

/** Whose tasks they are: the examples of the demonstration read about her. */
export const ROLE = "mother";

/** What is read of the environment, by all tasks. */
const at = (place, path) => new URL(path, place.people).href;
const path = (page) => new URL(page.url()).pathname;

/** How the demonstration's provider offers one of its cast. */
const cast = (role) => `button[name=person][aria-describedby="role-${role}"]`;

/** Logs in by the pages, as one of the demonstration's cast, or as the last of all others. */
export async function logIn(page, place, tag, role) {
  await page.goto(at(place, `/?lang=${tag}`));
  await follow(page, page.locator('main a[href^="/login"]'));
  if (role) {
    await follow(page, page.locator(cast(role)));
  } else {
    const others = page.locator("select[name=person]");
    await others.selectOption(await others.locator("option").last().getAttribute("value"));
    await follow(page, page.locator("form:has(select[name=person]) button"));
  }
  await page.waitForURL((url) => url.origin === place.people && url.pathname === LIST);
}

const readings = (page) => page.locator("article.card");

async function kept(page, link, place) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const file = join(place.work, `${Date.now()}-${download.suggestedFilename()}`);
  await download.saveAs(file);
  const bytes = await readFile(file);
  holds(bytes.length > 0, `${download.suggestedFilename()} is empty`);
  return file;
}

/** The first of these that can be seen, after opening what it stands in. */
async function reach(page, what) {
  const seen = page.locator(what).locator("visible=true");
  if ((await seen.count()) === 0) await page.locator(`details:has(${what}) > summary`).first().click();
  return seen.first();
}

async function seesTheList(page, place, tag) {
  const told = readings(page).filter({ has: page.locator("dl") });
  holds((await told.count()) > 0, "there is no reading");
  const first = told.first();
  for (const part of ["h3", "p.said", "dl", 'a[href$="/proof"]', 'a[href$="/ask"]']) {
    holds((await first.locator(part).count()) > 0, `a reading has no ${part}`);
  }
  return language(page, tag);
}

async function opensFields(page) {
  for (const part of [".fields", ".held"]) {
    const details = readings(page).locator(`details:has(${part})`).first();
    await details.locator("summary").click();
    holds(await details.locator("li").first().isVisible(), `${part} are not shown`);
  }
}

async function searches(page) {
  const all = await readings(page).count();
  await page.locator("details.search summary").click();
  await page.locator("select[name=outcome]").selectOption("refused");
  await follow(page, page.locator("details.search button"));
  await page.locator("p.found").waitFor();
  const refused = await page.locator("article.card.refused").count();
  holds(refused > 0 && refused < all, `${refused} of ${all} are refused`);
  holds((await readings(page).count()) === refused, "others are shown, too");
  await follow(page, page.locator('details.search a[href="/readings"]'));
  holds((await readings(page).count()) === all, "not all are shown again");
}

async function keepsTheList(page, place) {
  for (const [end, begin] of [["pdf", "%PDF"], ["csv", ""], ["json", "{"]]) {
    const file = await kept(page, page.locator(`a[href^="/me/readings.${end}"]`), place);
    holds((await readFile(file, "latin1")).startsWith(begin), `the ${end} is none`);
  }
  await follow(page, page.locator('a[href^="/readings/print"]'));
  const shut = await page.locator("main details:not([open])").count();
  holds((await readings(page).count()) > 0 && shut === 0, "it is not for paper");
}

/** Another person's browser, with script, checks what this one downloaded: a proof needs no login. */
async function checksAProof(page, place, tag) {
  const proof = await kept(page, await reach(page, 'a[href$="/proof"]'), place);
  const bundle = await kept(page, page.locator('a[href="/me/bundle"]'), place);
  const other = await person(page.context().browser(), place.origins);
  try {
    await other.page.goto(at(place, `/check?lang=${tag}`));
    const says = async (file) => {
      await other.page.locator("#answer").evaluate((answer) => answer.replaceChildren());
      await other.page.locator("#proof-file").setInputFiles(file);
      await other.page.locator("#check").click();
      await other.page.locator("#answer h2").waitFor();
      return other.page.locator("#answer").getAttribute("data-holds");
    };
    holds((await says(proof)) === "true", "the proof does not hold");
    holds((await says(bundle)) === "true", "the whole list does not hold");
    const text = await readFile(proof, "utf8");
    const [before, after] = text.split("\n\n");
    const line = before.split("\n").findLast((it) => /^[A-Za-z0-9+/]{43}=$/.test(it));
    const other_line = (line.startsWith("A") ? "B" : "A") + line.slice(1);
    await writeFile(`${proof}.forged`, text.replace(line, other_line));
    holds(after !== undefined, "the proof has no checkpoint");
    holds((await says(`${proof}.forged`)) === "false", "a forged proof holds");
    return other.faults;
  } finally {
    await other.context.close();
  }
}

const ASK = 'a[href$="/ask"]';

/** Where one asks about the first reading of the list. */
export const asking = (page) => page.locator(ASK).first().getAttribute("href");

async function asks(page, place, tag) {
  await follow(page, await reach(page, ASK));
  const words = `Hvorfor ble dette lest? (${tag}) <b>&amp;</b>`;
  await page.locator('input[name=matter][value=question]').check();
  await page.locator("textarea[name=text]").fill(words);
  await follow(page, page.locator("form.ask button"));
  await page.waitForURL(at(place, "/questions"));
  holds((await page.locator("main p.words").allTextContents()).includes(words), "the question is not there as written");
  return language(page, tag);
}

async function consents(page, place) {
  await page.goto(at(place, "/purposes"));
  const open = async (form) => {
    const card = page.locator("details.card").filter({ has: page.locator(form) }).first();
    if (!(await card.evaluate((it) => it.open))) await card.locator("summary").first().click();
    return card.locator(form).first();
  };
  const give = await open('form[action$="/consent"]');
  const to = await give.locator("select[name=consumer]").inputValue();
  await follow(page, give.locator("button"));
  const stands = `form[action$="/withdraw"]:has(input[name=consumer][value="${to}"])`;
  const withdraw = await open(stands);
  await kept(page, page.locator('a[href$="/receipt"]').first(), place);
  await follow(page, withdraw.locator("button"));
  holds((await page.locator(stands).count()) === 0, "the consent still stands");
}

async function reserves(page, place) {
  await page.goto(at(place, "/purposes"));
  for (const act of ["reserve", "unreserve"]) {
    const form = page.locator(`form[action$="/${act}"]`).first();
    const card = page.locator("details.card").filter({ has: form }).first();
    if (!(await card.evaluate((it) => it.open))) await card.locator("summary").first().click();
    const action = await form.getAttribute("action");
    await follow(page, form.locator("button"));
    const after = act === "reserve" ? action.replace(/reserve$/, "unreserve") : action.replace(/unreserve$/, "reserve");
    holds((await page.locator(`form[action="${after}"]`).count()) === 1, `${act} changed nothing`);
  }
}

async function choosesNotices(page, place) {
  await page.goto(at(place, "/notices"));
  // A demonstration without a way to people says so; the feed is there all the same.
  const choice = page.locator("input[name=when]").last();
  if ((await choice.count()) === 0) return holds((await page.locator('a[href="/me/feed.atom"]').count()) === 1, "there is no feed");
  await choice.check();
  const value = await choice.getAttribute("value");
  await follow(page, page.locator('form[action="/notices"] button'));
  await page.locator("[role=status]").waitFor();
  holds(await page.locator(`input[name=when][value="${value}"]`).isChecked(), "the choice is not kept");
}

/** Opens the list of the first child that one may see; one's own is a button away. */
export async function opensAChild(page, place) {
  await page.goto(at(place, LIST));
  await follow(page, page.locator('a[href="/others"]'));
  await follow(page, page.locator('form[action="/others"]:has(input[name=list][value="0"]) button'));
  await page.locator("#whose").waitFor();
}

async function looksForAChild(page, place, tag) {
  await opensAChild(page, place);
  const wrong = await language(page, tag);
  holds((await page.locator('article.card a[href$="/ask"]').count()) === 0, "one may ask in the child's name");
  await follow(page, page.locator('form[action="/others"]:has(input[name=list][value="own"]) button'));
  holds((await page.locator("#whose").count()) === 0, "the list is still the child's");
  return wrong;
}

async function logsOut(page, place, tag) {
  await follow(page, page.locator('form[action="/logout"] button'));
  await page.waitForURL((url) => url.origin === place.people && url.pathname === "/logged-out");
  const wrong = await language(page, tag);
  await page.goBack();
  holds((await readings(page).count()) === 0, "readings are shown after going back");
  await page.goto(at(place, LIST));
  holds((await readings(page).count()) === 0, "readings are shown to who is logged out");
  return wrong;
}

/** In this order, each from the list; `needs` is what the pages must have for it to be asked. */
const TASKS = [
  { name: "sees the list", does: seesTheList },
  { name: "opens what was given and withheld", does: opensFields },
  { name: "searches", does: searches },
  { name: "keeps the list as files and on paper", does: keepsTheList },
  { name: "downloads proofs and checks them", does: checksAProof },
  { name: "asks about a reading", does: asks },
  { name: "consents, takes the receipt, withdraws", does: consents },
  { name: "reserves and ends it", does: reserves },
  { name: "looks at a child's list and comes back", does: looksForAChild, needs: "/others" },
  { name: "chooses notices", does: choosesNotices, needs: "/notices" },
  { name: "logs out, and going back shows nothing", does: logsOut },
];

/** Every task in every language, without script. */
export async function tasks(browser, place) {
  for (const tag of LANGUAGES) {
    const { context, page, faults } = await person(browser, place.origins, { javaScriptEnabled: false });
    await check(`task ${tag}: logs in`, async () => {
      await logIn(page, place, tag, ROLE);
      return language(page, tag);
    });
    for (const { name, does, needs } of TASKS) {
      await page.goto(at(place, LIST));
      if (needs && (await page.locator(`a[href="${needs}"]`).count()) === 0) continue;
      await check(`task ${tag}: ${name}`, async () => [await does(page, place, tag), faults.splice(0)].flat());
    }
    await context.close();
  }
}

/** What has the focus: how one would find it again, and whether one sees that it has it. */
const FOCUS = `(() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const look = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: it.outerHTML.slice(0, 90), id: it.id, value: it.value ?? "",
    outlined: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.right <= innerWidth + 1,
    free: !middle || it.contains(middle) || middle.contains(it) || it.parentElement.contains(middle),
  };
})()`;

/** Goes through a page with Tab; `stops` says where to stop. */
async function tabs(page, stops) {
  const faults = [];
  for (let count = 0; count < 400; count += 1) {
    await page.keyboard.press("Tab");
    const focus = await inside(page, FOCUS);
    if (focus === null) return { faults, count };
    for (const [part, why] of [["outlined", "is not outlined"], ["seen", "is outside the window"], ["free", "is covered"]]) {
      if (!focus[part]) faults.push(`${focus.what} ${why}`);
    }
    if (stops && (await inside(page, `document.activeElement.matches(${JSON.stringify(stops)})`))) return { faults, count };
  }
  return { faults: [...faults, stops ? `${stops} is not reached` : "Tab has no end"], count: 400 };
}

/** A person without a mouse: in, through the whole list, opens, and out. */
export async function keyboard(browser, place) {
  const { context, page, faults } = await person(browser, place.origins, { viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  await check("keyboard: the first stop is the way past the header", async () => {
    await page.goto(at(place, "/?lang=nb"));
    const { faults: wrong } = await tabs(page, "a.skip");
    await page.keyboard.press("Enter");
    holds((await inside(page, "document.activeElement.id")) === "main", "it does not lead to the content");
    return wrong;
  });
  await check("keyboard: logs in", async () => {
    const { faults: wrong } = await tabs(page, 'main a[href^="/login"]');
    await page.keyboard.press("Enter");
    await page.locator("button[name=person]").first().waitFor();
    const there = await tabs(page, cast(ROLE));
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.origin === place.people && url.pathname === LIST);
    return [wrong, there.faults].flat();
  });
  await check("keyboard: opens what was withheld", async () => {
    const { faults: wrong } = await tabs(page, "article.card details:has(.held) > summary");
    await page.keyboard.press("Enter");
    holds(await inside(page, "document.activeElement.parentElement.open"), "it does not open");
    return wrong;
  });
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    for (const where of [LIST, "/purposes", "/questions", "/check", "/about"]) {
      await check(`keyboard: ${where} at ${width} px from first to last`, async () => {
        await page.goto(at(place, where));
        const { faults: wrong, count } = await tabs(page);
        holds(count > 3, "hardly anything can be reached");
        return wrong;
      });
    }
  }
  await check("keyboard: logs out", async () => {
    await page.goto(at(place, LIST));
    await tabs(page, 'form[action="/logout"] button');
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/logged-out");
    return faults;
  });
  await context.close();
  await check("/check without script says how to check offline", async () => {
    const one = await person(browser, place.origins, { javaScriptEnabled: false });
    await one.page.goto(at(place, "/check?lang=nb"));
    const shown = await one.page.locator("noscript p").isVisible();
    const hidden = await one.page.locator("#form").isHidden();
    await one.context.close();
    holds(shown && hidden, "it offers what does not work");
    return one.faults;
  });
}

export { at, path };
