// What was checked and what came of it: a line for each, for whoever started this to read.

let good = 0;
let bad = 0;

/** Says that something holds, or why it does not. */
export function found(name, faults) {
  const list = [faults].flat().filter(Boolean);
  if (list.length === 0) {
    good += 1;
    console.log(`ok ${name}`);
  } else {
    bad += 1;
    console.log(`not ok ${name}`);
    for (const fault of list) console.log(`    ${String(fault).replaceAll("\n", "\n    ")}`);
  }
}

/** Does something that throws when it does not hold. */
export async function check(name, does) {
  try {
    found(name, await does());
  } catch (error) {
    found(name, error.stack ?? error);
  }
}

/** Throws unless it holds. */
export function holds(what, why) {
  if (!what) throw new Error(why);
}

/** The end: what a person wants to know. */
export function counted() {
  console.log(`${good} passed, ${bad} failed`);
  return bad === 0;
}
