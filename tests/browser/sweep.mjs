// Every page in every language, at two widths, light and dark: axe finds nothing, nothing is wider than the
// window, nothing comes from elsewhere, the markup is right, and the page is small.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { LANGUAGES, inside, language } from "./browser.mjs";
import { found } from "./checks.mjs";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const VNU = require.resolve("vnu-jar/build/dist/vnu.jar");

const WIDTHS = [320, 1280];
const SCHEMES = ["light", "dark"];

/** A page with all that it loads, packed. */
const PACKED = 60_000;

/** WCAG 2.2 A and AA; "best-practice" is axe's own advice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const RUN = `axe.run(document, { runOnly: ${JSON.stringify(RULES)}, resultTypes: ["violations"], preload: false, selectors: false }).then(({ violations }) =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => id + ": " + help + ": " + node.html.slice(0, 160) + " " + (node.any[0]?.message ?? ""))))`;

/** What makes the page scroll sideways, by name. */
const WIDE = `(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const out = [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1);
  return ["wider than the window: " + root.scrollWidth + " px: " + out.slice(0, 4).map((it) => it.outerHTML.slice(0, 100)).join(" | ")];
})()`;

const OPEN = `document.querySelectorAll("details").forEach((it) => { it.open = true; })`;

/** Has axe look at the page as it is now, all its parts opened. */
async function looked(page) {
  await inside(page, OPEN);
  return [...(await inside(page, WIDE)), ...(await inside(page, RUN))];
}

/** Looks at the page as it is now, in each width and colours. */
export async function looksAt(page, faults, name, tag) {
  await inside(page, AXE);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      found(`axe ${name} ${tag} ${width} ${colorScheme}`, [await looked(page), faults.splice(0)].flat());
    }
  }
}

/** One page in one language. */
async function one(page, faults, place, { name, path, waits, tags = LANGUAGES, status = 200 }, tag) {
  const sizes = [];
  const count = (response) => sizes.push(response.body().then((body) => gzipSync(body).length, () => 0));
  page.on("response", count);
  const to = new URL(path, place.base);
  to.searchParams.set("lang", tag);
  const answer = await page.goto(to.href);
  if (waits) await waits(page);
  page.off("response", count);
  const said = tags.includes(tag) ? tag : "nb";
  const wrong = [await language(page, said)];
  if (answer.status() !== status) wrong.push(`answers ${answer.status()}`);
  const packed = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  if (packed > PACKED) wrong.push(`${packed} bytes packed, with all that it loads`);
  found(`${name} ${tag}: ${answer.status()}, ${said}, ${packed} bytes packed`, wrong);
  const file = join(place.work, `${name}.${tag}.html`);
  await writeFile(file, await answer.body());
  await looksAt(page, faults, name, tag);
  if (tag === LANGUAGES[0]) {
    await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
    found(`axe ${name} ${tag} forced colours`, [await looked(page), faults.splice(0)].flat());
    await page.emulateMedia({ forcedColors: "none" });
  }
  return file;
}

/** Every page of a table, as one person sees it; two languages at a time. */
export async function sweep({ context, faults }, place, pages) {
  const files = [];
  const some = async (tags) => {
    const page = await context.newPage();
    for (const entry of pages) {
      for (const tag of tags) {
        try {
          files.push(await one(page, faults, place, entry, tag));
        } catch (error) {
          found(`axe ${entry.name} ${tag}`, error.stack ?? error);
        }
      }
    }
    await page.close();
  };
  await Promise.all([some(LANGUAGES.slice(0, 2)), some(LANGUAGES.slice(2))]);
  return files;
}

/** The checker guesses a text's language among those that it knows, and northern Sámi is none of them. */
const GUESS = /^This document appears to be written in .* has “lang="se"”/;

/** Nothing else that the Nu Html Checker says is let pass. */
export async function markup(java, files) {
  const args = ["-jar", VNU, "--format", "json", "--stdout", "--exit-zero-always", ...files];
  const { stdout } = await promisify(execFile)(java, args, { maxBuffer: 64 * 1024 * 1024 });
  const messages = JSON.parse(stdout).messages.filter(({ message }) => !GUESS.test(message));
  for (const file of files) {
    const of_it = messages.filter(({ url }) => url === `file:${file}`);
    const told = of_it.map((it) => `${it.subType ?? it.type} in line ${it.lastLine}: ${it.message}: ${it.extract ?? ""}`);
    found(`markup ${file.split("/").at(-1)}`, told.slice(0, 5));
  }
  const astray = messages.filter(({ url }) => !files.some((file) => url === `file:${file}`));
  found("the markup checker read them all", astray.map((it) => it.message));
}
