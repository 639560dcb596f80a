// Without the program: it is said once, with buttons, and nothing is broken by it.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { check, extension, suite, until, vscode } = require("./suite");

exports.run = suite({
  "a missing program is told": async () => {
    const api = await extension();
    await until("the failure", () => api.status().kind === "failed");
    check(api.status().reason.includes("not found on the path"), api.status().reason);
  },

  "the notes view is empty and does not fail": async () => {
    const { notesView } = await extension();
    check((await notesView.getChildren()).length === 0, "there are topics without a program");
  },

  "commands answer without a server": async () => {
    void vscode.commands.executeCommand("pygloss.explainAtCursor");
    void vscode.commands.executeCommand("pygloss.showPatterns");
    await vscode.commands.executeCommand("pygloss.printDebugInformation");
    check(vscode.window.activeTextEditor.document.getText().includes("not found"), "the debug information hides it");
  },

  "a program that is too old is told": async () => {
    const api = await extension();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pygloss-old-"));
    try {
      const program = path.join(folder, "pygloss");
      fs.writeFileSync(program, "#!/bin/sh\necho pygloss 0.0.9\n", { mode: 0o755 });
      const settings = vscode.workspace.getConfiguration("pygloss");
      await settings.update("server.path", program, vscode.ConfigurationTarget.Global);
      await until("the reason", () => api.status().kind === "failed" && api.status().reason.includes("0.0.9"));
      check(api.status().reason.includes("or newer"), api.status().reason);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  },
});
