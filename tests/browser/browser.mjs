// A browser that trusts no page: it keeps an account of whatever a page asks for elsewhere, of what its
// policy stops, and of every error. Its own wishes go round the page's policy, not through it.

import { chromium } from "playwright-core";

const QUIET = ["disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];

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
  context.setDefaultTimeout(15_000);
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

/** Follows a link or sends a form, and waits for the page that comes. */
export async function follow(page, link) {
  await Promise.all([page.waitForNavigation(), link.click()]);
}
