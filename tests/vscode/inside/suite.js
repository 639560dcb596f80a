// A few tests one after the other; the first that fails ends the run.
const vscode = require("vscode");

async function until(what, ask, timeout = 120_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeout / 1000} s in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

function check(condition, message) {
  if (!condition) throw new Error(message);
}

function suite(tests) {
  return async () => {
    for (const [name, test] of Object.entries(tests)) {
      try {
        await test();
        console.log(`passed ${name}`);
      } catch (error) {
        console.log(`FAILED ${name}: ${error.stack ?? error}`);
        throw error;
      }
    }
  };
}

const work = (name) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);
const ours = (uri) => vscode.languages.getDiagnostics(uri).filter((one) => one.source === "pygloss");
const code = (diagnostic) => diagnostic.code?.value ?? diagnostic.code;

async function extension() {
  const found = vscode.extensions.getExtension("pygloss.pygloss");
  check(found, "the extension is not there");
  return await found.activate();
}

module.exports = { check, code, extension, ours, suite, until, vscode, work };
