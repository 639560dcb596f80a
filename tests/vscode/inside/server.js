// With the program: commands, settings that change, restarts, notes as documents, cells.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { check, code, extension, ours, suite, until, vscode, work } = require("./suite");

const settings = () => vscode.workspace.getConfiguration("pygloss");
const set = (key, value) => settings().update(key, value, vscode.ConfigurationTarget.Global);
const hoverContents = async (uri, line, character) => {
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", uri, new vscode.Position(line, character));
  return hovers.flatMap((hover) => hover.contents);
};
const hoverText = async (uri, line, character) =>
  (await hoverContents(uri, line, character)).map((content) => content.value).join("\n");
/** The processes of servers that this extension host has started. */
const servers = () =>
  fs.readdirSync("/proc").filter((name) => {
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/.exec(fs.readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
      const words = fs.readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0");
      return Number(parent) === process.pid && words.includes("server");
    } catch {
      return false;
    }
  });
const running = async (api) => until("the server to run", () => api.status().kind === "running" && api.pid() !== undefined);

exports.run = suite({
  "every command is there": async () => {
    await extension();
    const known = new Set(await vscode.commands.getCommands(true));
    const { commands } = vscode.extensions.getExtension("pygloss.pygloss").packageJSON.contributes;
    const missing = commands.map((one) => one.command).filter((id) => !known.has(id));
    check(missing.length === 0, `missing: ${missing.join(", ")}`);
  },

  "the schema is named so that extensions for TOML find it": async () => {
    await extension();
    for (const { url } of vscode.extensions.getExtension("pygloss.pygloss").packageJSON.contributes.tomlValidation) {
      const file = vscode.Uri.parse(url, true);
      check(file.scheme === "file" && JSON.parse(fs.readFileSync(file.fsPath, "utf8")).properties.select, url);
    }
  },

  "the environment's program is taken": async () => {
    const api = await extension();
    await running(api);
    const { binary } = api.status();
    check(binary.source === "environment" && binary.path === process.env.PYGLOSS_SERVER_PATH, JSON.stringify(binary));
  },

  "the order is setting, environment, path, extension, and the log names the choice": async () => {
    const api = await extension();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pygloss-order-"));
    const { PATH, PYGLOSS_SERVER_PATH } = process.env;
    const program = (name, script) => {
      fs.mkdirSync(path.join(folder, name));
      fs.writeFileSync(path.join(folder, name, "pygloss"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return path.join(folder, name, "pygloss");
    };
    const real = `exec '${PYGLOSS_SERVER_PATH}' "$@"`;
    const taken = async (source, file) => {
      await vscode.commands.executeCommand("pygloss.restartServer");
      await running(api);
      const { binary } = api.status();
      check(binary.source === source && binary.path === file, `not ${source} ${file}, but ${JSON.stringify(binary)}`);
    };
    try {
      const [set_, onPath, old] = [program("set", real), program("path", real), program("old", "echo pygloss 0.0.9")];
      process.env.PATH = `${path.dirname(onPath)}${path.delimiter}${PATH}`;
      await set("server.path", set_);
      await taken("setting", set_);
      await set("server.path", undefined);
      await taken("environment", PYGLOSS_SERVER_PATH);
      delete process.env.PYGLOSS_SERVER_PATH;
      await taken("PATH", onPath);
      const bundled = path.join(vscode.extensions.getExtension("pygloss.pygloss").extensionPath, "bin", "pygloss");
      // A relative entry would be the opened folder's choice.
      process.env.PATH = `${path.relative(process.cwd(), path.dirname(onPath))}${path.delimiter}${PATH}`;
      await taken("bundled", bundled);
      process.env.PATH = `${path.dirname(old)}${path.delimiter}${PATH}`;
      await taken("bundled", bundled);
      await vscode.commands.executeCommand("pygloss.showLogs");
      const said = await until("the log", () => {
        const shown = vscode.workspace.textDocuments.filter((one) => one.uri.scheme === "output").map((one) => one.getText());
        return shown.find((text) => text.includes("version 0.0.9; this extension needs"));
      });
      for (const wanted of ["of the setting pygloss.server.path", "of the environment variable PYGLOSS_SERVER_PATH", "on the path"]) {
        check(new RegExp(`Using the program ${wanted}.*, version \\d`).test(said), `${wanted} is not in the log:\n${said}`);
      }
      check(/Using the program that comes with the extension: .*, version \d/.test(said), said);
    } finally {
      Object.assign(process.env, { PATH, PYGLOSS_SERVER_PATH });
      fs.rmSync(folder, { recursive: true });
    }
    await taken("environment", PYGLOSS_SERVER_PATH);
  },

  "diagnostics, hover and fixes": async () => {
    const uri = work("cart.py");
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await until("three diagnostics", () => ours(uri).length === 3);
    const one = ours(uri).find((diagnostic) => code(diagnostic) === "is-int-literal");
    check(one, ours(uri).map(code).join(", "));
    check(one.code.target.scheme === "command", `the code leads to ${one.code.target}`);
    const text = await hoverText(uri, one.range.start.line, one.range.start.character + 10);
    check(text.includes("`1000` is cached") && text.includes("(command:pygloss.notes.open?"), text);
    const contents = await hoverContents(uri, one.range.start.line, one.range.start.character + 10);
    const may = contents.filter((content) => content.isTrusted).map((content) => JSON.stringify(content.isTrusted));
    check(may.length > 0 && may.every((one) => one === '{"enabledCommands":["pygloss.notes.open"]}'), `a hover may run ${may}`);
    const actions = await vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, one.range);
    const fix = actions.find((action) => action.title === "Compare values with `==`");
    check(fix?.edit, actions.map((action) => action.title).join(", "));
    await vscode.workspace.applyEdit(fix.edit);
    check(document.getText().includes("quantity == 1000"), document.getText());
    await until("two diagnostics", () => ours(uri).length === 2);
    await vscode.commands.executeCommand("workbench.action.files.revert");
    await until("three diagnostics again", () => ours(uri).length === 3);
  },

  "settings change without a restart": async () => {
    const api = await extension();
    const pid = api.pid();
    const uri = work("cart.py");
    await set("ignore", ["integer-caching"]);
    await until("the ignored topic to go", () => !ours(uri).some((one) => code(one) === "is-int-literal"));
    await set("ignore", undefined);
    await until("it to come back", () => ours(uri).some((one) => code(one) === "is-int-literal"));
    await set("severity", { "is-int-literal": "error" });
    const severity = () => ours(uri).find((one) => code(one) === "is-int-literal")?.severity;
    await until("an error", () => severity() === vscode.DiagnosticSeverity.Error);
    await set("severity", { "is-int-literal": "hint" });
    await until("a hint", () => severity() === vscode.DiagnosticSeverity.Hint);
    await set("severity", { "is-int-literal": "off" });
    await until("it to go", () => severity() === undefined);
    await set("severity", undefined);
    await until("a warning", () => severity() === vscode.DiagnosticSeverity.Warning);
    check(api.pid() === pid, "the server was restarted");
  },

  "Toggle Hints writes the setting": async () => {
    const pid = (await extension()).pid();
    const uri = work("hints.py");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const hints = () => ours(uri).filter((one) => one.severity === vscode.DiagnosticSeverity.Hint).length;
    const others = ours(uri).length;
    await vscode.commands.executeCommand("pygloss.toggleHints");
    check(settings().get("hints") === true, "hints are not on");
    await until("hints", () => hints() > 0);
    await vscode.commands.executeCommand("pygloss.toggleHints");
    check(settings().get("hints") === false, "hints are not off");
    await until("no hints", () => hints() === 0 && ours(uri).length === others);
    await set("hints", undefined);
    check((await extension()).pid() === pid, "the server was restarted");
  },

  "restarts are one at a time": async () => {
    const api = await extension();
    const before = api.pid();
    const all = [1, 2, 3, 4].map(() => vscode.commands.executeCommand("pygloss.restartServer"));
    await Promise.all(all);
    await running(api);
    check(api.pid() !== before, "the process is the same");
    const alive = (pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    await until("the old process to end", () => !alive(before));
    await until("one server alone", () => servers().length === 1);
    check(Number(servers()[0]) === api.pid(), `the server is ${servers()}, not ${api.pid()}`);
    await until("diagnostics", () => ours(work("cart.py")).length === 3);
  },

  "a killed server is started again": async () => {
    const api = await extension();
    const before = api.pid();
    process.kill(before, "SIGKILL");
    // What is asked just then meets a broken pipe, which must not keep the server from coming back.
    const asked = [1, 2, 3, 4, 5].map(() => hoverText(work("cart.py"), 9, 22).catch(() => undefined));
    await until("another process", () => api.pid() !== undefined && api.pid() !== before);
    await Promise.all(asked);
    await running(api);
    const text = await until("a hover", async () => (await hoverText(work("cart.py"), 9, 22)) || undefined);
    check(text.includes("1000"), text);
    await until("diagnostics", () => ours(work("cart.py")).length === 3);
  },

  "notes are read-only documents": async () => {
    const uri = vscode.Uri.parse("pygloss-note:/integer-caching.md");
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    check(document.languageId === "markdown" && text.startsWith("# Integer caching"), text.slice(0, 80));
    check(text.includes("](is-vs-equality.md#is-literal)") && !text.includes("../"), "links between notes lead away");
    check(vscode.workspace.fs.isWritableFileSystem("pygloss-note") === false, "the notes can be written");
    const names = await vscode.workspace.fs.readDirectory(vscode.Uri.parse("pygloss-note:/"));
    check(names.length >= 5, `there are ${names.length} notes`);
    const missing = await vscode.workspace.fs.stat(vscode.Uri.parse("pygloss-note:/nothing.md")).then(() => false, (error) => error.code);
    check(missing === "FileNotFound", `a note that does not exist: ${missing}`);
  },

  "the view marks the topics of the file in front": async () => {
    const { notesView } = await extension();
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(work("cart.py")), vscode.ViewColumn.One);
    await vscode.commands.executeCommand("pygloss.notes.focus");
    const described = async () => {
      const chapters = await notesView.getChildren();
      return chapters.flatMap((chapter) => chapter.topics.map((topic) => `${topic.id}: ${notesView.getTreeItem(topic).description ?? ""}`));
    };
    const items = await until("marks", async () => {
      const all = await described();
      return all.some((one) => /^integer-caching: [1-9]/.test(one)) && all;
    });
    check(items.some((one) => /^mutable-vs-immutable: [1-9]/.test(one)) && items.includes("argument-passing: "), items.join("\n"));
    // In colour where something is wrong: nothing is with the notes of the other file.
    const colour = async (id) => {
      const topics = (await notesView.getChildren()).flatMap((chapter) => chapter.topics);
      return notesView.getTreeItem(topics.find((topic) => topic.id === id)).iconPath.color?.id;
    };
    check((await colour("integer-caching")) === "list.warningForeground", "a topic with a finding has no colour");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(work("good.py")), vscode.ViewColumn.One);
    await until("the marks of the other file", async () => {
      const all = await described();
      return all.includes("integer-caching: ") && all.some((one) => /^is-vs-equality: [1-9]/.test(one));
    });
    check((await colour("is-vs-equality")) === undefined, "a topic without findings has a colour");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "plaintext", content: "x" }));
    await until("no marks", async () => (await described()).every((one) => one.endsWith(": ")));
  },

  "debug information names program, version and settings": async () => {
    await set("logLevel", "debug");
    await vscode.commands.executeCommand("pygloss.printDebugInformation");
    const { document } = vscode.window.activeTextEditor;
    const text = document.getText();
    for (const wanted of [process.env.PYGLOSS_SERVER_PATH, "environment", "server: running", '`pygloss.logLevel`: `"debug"`']) {
      check(text.includes(wanted), `${wanted} is not in:\n${text}`);
    }
    await set("logLevel", undefined);
  },

  "tracing can be switched on and off": async () => {
    const channels = () => vscode.workspace.textDocuments.filter((one) => one.uri.scheme === "output");
    const trace = () => channels().find((one) => one.getText().includes("textDocument/hover"));
    await set("trace.server", "messages");
    await hoverText(work("cart.py"), 9, 22);
    await vscode.commands.executeCommand("pygloss.showTrace");
    await until("a traced hover", async () => (await hoverText(work("cart.py"), 9, 22)) && trace());
    const length = trace().getText().length;
    await set("trace.server", undefined);
    await hoverText(work("cart.py"), 9, 22);
    await new Promise((done) => setTimeout(done, 500));
    check(trace().getText().length - length < 5_000, "tracing goes on");
  },

  "an empty setting is no program, a relative one is refused": async () => {
    const api = await extension();
    await set("server.path", "bin/pygloss");
    await until("the failure", () => api.status().kind === "failed");
    check(api.status().reason.includes("must be absolute"), api.status().reason);
    await set("server.path", undefined);
    await running(api);
  },

  "the cells of a notebook are one module": async () => {
    const notebook = await vscode.workspace.openNotebookDocument(work("cells.ipynb"));
    await vscode.window.showNotebookDocument(notebook);
    const cell = notebook.cellAt(1).document.uri;
    await until("a diagnostic in the cell", () => ours(cell).length === 1);
    check(ours(cell)[0].range.start.line === 0, "the range is not the cell's own");
    const text = await hoverText(cell, 0, 16);
    check(text.includes("1000"), text);
    const later = notebook.cellAt(2).document.uri;
    const said = await until("what the first cell tells", async () => {
      const hover = await hoverText(later, 0, 14);
      return hover.includes("`rows[0]` and `rows[1]`") && hover;
    });
    check(said.includes("shallow copy"), said);
    // The edit of one cell is seen in the other, and what a removed cell bound is unknown again.
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
    await vscode.workspace.applyEdit(edit);
    await until("the name to be unknown", async () => {
      const hover = await hoverText(later, 0, 14);
      return hover !== "" && !hover.includes("the original: `rows[0]`");
    });
    await until("the diagnostic to stay, once", () => ours(cell).length === 1);
  },
});
