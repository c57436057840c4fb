// A browser that trusts no page: it keeps an account of whatever a page asks for elsewhere, of what its
// policy stops, and of every error. Its own wishes go round the page's policy, not through it.

import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const QUIET = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];

/** How long anything may take, in milliseconds: machines that are shared are slow at times. */
const PATIENCE = 60_000;

/** How often it is looked again. */
const AGAIN = 50;

export const LANGUAGES = ["nb", "nn", "se", "en"];

/** Starts Chromium, once for all. */
export function start(path) {
  // Whoever tests as root has no sandbox; nothing but our own pages is opened.
  const args = ["--no-sandbox", ...QUIET.map((it) => `--${it}`)];
  return chromium.launch({ executablePath: path, args, headless: true });
}

/** A fresh browser of one person; `faults` is what its pages did that none may do. */
export async function person(browser, origins, options = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, acceptDownloads: true, ...options });
  context.setDefaultTimeout(PATIENCE);
  const faults = [];
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== "data:" && !origins.includes(origin)) faults.push(`a request to ${request.url()}`);
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  context.on("console", (message) => {
    // That a page which is not there answers 404 is no fault of the page.
    const is_status = /the server responded with a status of 4\d\d/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !is_status) faults.push(`console: ${message.text()}`);
  });
  return { context, page: await context.newPage(), faults };
}

const sessions = new WeakMap();

async function session(page) {
  if (!sessions.has(page)) sessions.set(page, page.context().newCDPSession(page));
  return sessions.get(page);
}

/** Evaluates in the page, also where its policy forbids that, or script. */
export async function inside(page, expression) {
  const asked = { expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: true };
  const { result, exceptionDetails } = await (await session(page)).send("Runtime.evaluate", asked);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** What is wrong with the language that a page says it is in. */
export async function language(page, wanted) {
  const said = await page.locator("html").getAttribute("lang");
  return said === wanted ? "" : `the page says lang=${said}`;
}

/** Waits until something is so; what fails meanwhile, as on a page that just goes, is not so yet. */
export async function until(so, what) {
  const latest = Date.now() + PATIENCE;
  for (;;) {
    let why = "";
    try {
      const found = await so();
      if (found) return found;
    } catch (error) {
      why = `: ${error.message}`;
    }
    if (Date.now() > latest) throw new Error(`${what}${why}`);
    await new Promise((go_on) => setTimeout(go_on, AGAIN));
  }
}

/** Which document a page shows, and whether all of it is there. */
const shown = (page) => page.evaluate(() => ({ made: performance.timeOrigin, whole: document.readyState === "complete" }));

/** Follows a link or sends a form, and waits for the page that comes: for another document, with all that it loads. */
export async function follow(page, link) {
  const before = await shown(page);
  await link.click();
  await until(async () => {
    const now = await shown(page);
    return now.made !== before.made && now.whole;
  }, `no page came after ${page.url()}`);
}

/** Clicks what gives a file; what it is called, and its bytes. */
export async function taken(page, link) {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
