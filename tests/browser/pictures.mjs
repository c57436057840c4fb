// Pictures of the pages for people to look at, when they are asked for.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Takes each picture of a table: which page, in which language, how wide, in which colours. */
export async function pictures({ page }, place, table) {
  if (!place.pictures) return;
  await mkdir(place.pictures, { recursive: true });
  for (const { name, path, tag = "nb", width = 1280, scheme = "light", height = 900, before, whole = false } of table) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    const to = new URL(path, place.base);
    to.searchParams.set("lang", tag);
    await page.goto(to.href);
    if (before) await before(page);
    const file = join(place.pictures, `${name}-${tag}-${width}-${scheme}.png`);
    await page.screenshot({ path: file, fullPage: whole });
    console.log(`picture ${file}`);
  }
}
