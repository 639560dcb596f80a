// The tests inside the extension host, each in a fresh editor: with the program, and without one.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, NOTEBOOK, write } from "./files.mjs";
import { check, Window } from "./window.mjs";

const { ROOT, RECORDER, VSIX } = process.env;

/** Runs one file of tests against the packaged extension, laid out as a folder. */
async function inside(part, name, { env = {}, bundled }) {
  const args = ["--vscode-option", "enable-smoke-test-driver"];
  const start = () => Window.start({ name: `host ${name}`, args, env, vsix: VSIX, unpack: true });
  await part.run(start, async (window, step) => {
    const bin = path.join(window.unpacked, "bin");
    check(fs.existsSync(bin), "the packaged extension carries no program");
    if (!bundled) fs.rmSync(bin, { recursive: true });
    write(window.work, { "cart.py": CART, "hints.py": "def f(a, b=[]):\n    return a\n", "good.py": "def f(x):\n    return x is None\n",
      "cells.ipynb": NOTEBOOK });
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
      ["extensionDevelopmentPath", window.remote(window.unpacked)],
      ["extensionTestsPath", window.remote(path.join(ROOT, "tests/vscode/inside", `${name}.js`))],
    ];
    await window.open(undefined, payload);
    const timer = setTimeout(() => done("no answer within 15 minutes"), 900_000);
    const code = await exit;
    clearTimeout(timer);
    await step("all tests in the extension host", () => {
      check(code === 0, `the tests ended with ${code}:\n${failures.join("\n")}`);
    });
  });
}

export async function host(part) {
  await inside(part, "server", { env: { PYGLOSS_SERVER_PATH: RECORDER }, bundled: true });
  part.name = "host without a program";
  await inside(part, "missing", { bundled: false });
}
