// The tests inside the extension host, each in a fresh editor: with the program, and without one.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, NOTEBOOK, write } from "./files.mjs";
import { check, Window } from "./window.mjs";

const { ROOT, PYGLOSS } = process.env;
const EXTENSION = path.join(ROOT, "editors/vscode");

async function inside(part, name, options) {
  const start = () =>
    Window.start({ name: `host ${name}`, args: ["--vscode-option", "enable-smoke-test-driver"], ...options });
  await part.run(start, async (window, step) => {
    write(window.work, { "cart.py": CART, "hints.py": "def f(a, b=[]):\n    return a\n", "cells.ipynb": NOTEBOOK });
    const failures = [];
    let done;
    const exit = new Promise((resolve) => (done = resolve));
    await window.page.exposeFunction("codeAutomationLog", (type, args) => {
      const text = args.join(" ");
      if (text.startsWith("FAILED")) failures.push(text);
      if (text.startsWith("passed")) void step(text.slice("passed ".length), () => undefined);
    });
    await window.page.exposeFunction("codeAutomationExit", done);
    const payload = [
      ["extensionDevelopmentPath", window.remote(EXTENSION)],
      ["extensionTestsPath", window.remote(path.join(ROOT, "tests/vscode/inside", `${name}.js`))],
    ];
    await window.open(undefined, payload);
    const timer = setTimeout(() => done("no answer within 5 minutes"), 300_000);
    const code = await exit;
    clearTimeout(timer);
    await step("all tests in the extension host", () => {
      check(code === 0, `the tests ended with ${code}:\n${failures.join("\n")}`);
    });
  });
}

export async function host(part) {
  await inside(part, "server", { env: { PYGLOSS_SERVER_PATH: PYGLOSS } });
  part.name = "host without a program";
  await inside(part, "missing", {});
  check(!fs.existsSync(path.join(EXTENSION, "bin")), "the extension's folder carries a program, so nothing was missing");
}
