// Runs the citizens' page's check of bundles on those that come on standard input, and prints what it says of each.
// node bundle.mjs FOLDER_OF_THE_SCRIPTS < cases.json
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const at = (name) => pathToFileURL(join(process.argv[2], name));
const { isBundle, verifyBundle } = await import(at("bundle.js"));
const { Refused } = await import(at("verify.js"));
const said = [];
for (const { bundle, believed } of JSON.parse(readFileSync(0, "utf8"))) {
  const bytes = new TextEncoder().encode(bundle);
  try {
    const proven = await verifyBundle(bytes, believed);
    said.push({
      holds: true,
      is_bundle: isBundle(bytes),
      digest: proven.digest,
      up_to: proven.completeUpTo,
      at: proven.completeAt,
      entries: proven.entries.map(({ index, whom, released }) => [
        index, whom?.caseReference ?? null, released?.index ?? null, released?.whom?.caseReference ?? null,
      ]),
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.push({ holds: false, why: error.why });
  }
}
console.log(JSON.stringify(said));
