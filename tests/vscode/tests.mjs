// The parts of the test, one window after the other: two at once are too much for two cores.
import { advice } from "./advice.mjs";
import { host } from "./host.mjs";
import { journey } from "./journey.mjs";
import { notebook } from "./notebook.mjs";
import { notes } from "./notes.mjs";
import { untrusted } from "./untrusted.mjs";
import { Part, Window } from "./window.mjs";

const parts = { journey, untrusted, notebook, notes, advice, host };
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`there is no part ${unknown.join(", ")}; the parts are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => void Window.closeAll().finally(() => process.exit(1)));
}
const began = Date.now();
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  await parts[name](new Part(name));
}
const failed = Part.results.filter((good) => !good).length;
const passed = Part.results.length - failed;
console.log(`\n${passed} steps passed, ${failed} failed, ${((Date.now() - began) / 1000).toFixed(0)} s`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
