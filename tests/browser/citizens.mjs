// Citizens' pages in a browser. Environment: BROWSER and JAVA (programs), PEOPLE and OPENID (origins of a
// demonstration whose examples have been run), WORK (a folder), PICTURES (another one, for who wants to see).

import { person, start } from "./browser.mjs";
import { counted } from "./checks.mjs";
import { pictures } from "./pictures.mjs";
import { markup, sweep } from "./sweep.mjs";
import { ROLE, asking, keyboard, logIn, opensAChild, tasks } from "./tasks.mjs";

const { BROWSER, JAVA, PEOPLE, OPENID, WORK, PICTURES } = process.env;
const place = { people: PEOPLE, base: PEOPLE, origins: [PEOPLE, OPENID], work: WORK, pictures: PICTURES };

/** The page after it has checked this proof. */
const answered = (proof) => async (page) => {
  await page.locator("#proof-text").fill(proof);
  await page.locator("#check").click();
  await page.locator("#answer[data-holds=true] h2").waitFor();
};

/** The pages that everybody sees. */
const OPEN = [
  { name: "front", path: "/" },
  { name: "about", path: "/about" },
  { name: "check", path: "/check", waits: (page) => page.locator("#form").waitFor() },
  { name: "accessibility", path: "/accessibility" },
  { name: "not-logged-in", path: "/readings", status: 401 },
  { name: "nowhere", path: "/nowhere", status: 404 },
  { name: "login-not-waiting", path: "/login/callback", status: 400 },
  { name: "logout-unknown", path: "/logged-out", status: 400 },
];

/** The pages of who is logged in. A further page is a further line. */
const OWN = [
  { name: "front-logged-in", path: "/" },
  { name: "readings", path: "/readings" },
  { name: "readings-found", path: "/readings?outcome=refused" },
  { name: "readings-not-found", path: "/readings?from=2020-01-01&to=2020-01-02" },
  { name: "print", path: "/readings/print" },
  { name: "questions", path: "/questions" },
  { name: "purposes", path: "/purposes" },
  { name: "others", path: "/others" },
  { name: "notices", path: "/notices" },
];

/** The pages of who looks at a child's list. */
const FOR_A_CHILD = [{ name: "readings-of-a-child", path: "/readings" }];

/** The pages of who has no reading. */
const EMPTY = [
  { name: "readings-none", path: "/readings" },
  { name: "questions-none", path: "/questions" },
];

const SHOWN = [
  { name: "front", path: "/" },
  { name: "front", path: "/", tag: "se", width: 320, scheme: "dark" },
  { name: "check", path: "/check", tag: "nn" },
  { name: "check", path: "/check", width: 320, scheme: "dark" },
];

const all_open = (page) => page.locator("details summary").first().click();
const SHOWN_OWN = [
  { name: "readings", path: "/readings", before: all_open },
  { name: "readings", path: "/readings", tag: "se", width: 320, scheme: "dark" },
  { name: "purposes", path: "/purposes", before: all_open },
  { name: "purposes", path: "/purposes", tag: "en", width: 320, scheme: "dark", before: all_open },
  { name: "questions", path: "/questions", tag: "nn" },
];

const browser = await start(BROWSER);
try {
  await tasks(browser, place);
  await keyboard(browser, place);
  const files = [];
  const stranger = await person(browser, place.origins);
  files.push(...(await sweep(stranger, place, OPEN)));
  await pictures(stranger, place, SHOWN);
  const own = await person(browser, place.origins);
  await logIn(own.page, place, "nb", ROLE);
  const asks = await asking(own.page);
  const proof = await own.context.request.get(PEOPLE + asks.replace(/ask$/, "proof"));
  const check = { name: "check-answered", path: "/check", waits: answered(await proof.text()) };
  files.push(...(await sweep(own, place, [...OWN, check, { name: "ask", path: asks }])));
  await pictures(own, place, [...SHOWN_OWN, { name: "ask", path: asks }]);
  const parent = await person(browser, place.origins);
  await logIn(parent.page, place, "nb", ROLE);
  await opensAChild(parent.page, place);
  files.push(...(await sweep(parent, place, FOR_A_CHILD)));
  await pictures(parent, place, [{ name: "child", path: "/readings", tag: "nn" }]);
  const empty = await person(browser, place.origins);
  await logIn(empty.page, place, "nb");
  files.push(...(await sweep(empty, place, EMPTY)));
  await markup(JAVA, files);
} finally {
  await browser.close();
}
process.exitCode = counted() ? 0 : 1;
