/** The commands. */
import * as vscode from "vscode";
import type { Hover, MarkupContent } from "vscode-languageclient/node";
import { output } from "./binary";
import { type Found, foundIn, isOurs } from "./file";
import { linkedNote, OPEN_NOTE } from "./links";
import { showNote } from "./notes";
import { LIST_PLACES, SHOW_PLACES, type Server } from "./server";
import { byChapter, type Topic, type Topics, unmarked } from "./topics";

export interface Parts {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly topics: Topics;
}

export function registerCommands(parts: Parts): vscode.Disposable {
  const { log, server } = parts;
  const remarks = vscode.languages.createDiagnosticCollection("pygloss notes");
  const command = (id: string, run: (...args: unknown[]) => unknown) => vscode.commands.registerCommand(id, run);
  return vscode.Disposable.from(
    remarks,
    command(OPEN_NOTE, (topic, section) => openNote(parts, topic, section)),
    command("pygloss.explainAtCursor", () => explainAtCursor(parts)),
    command("pygloss.showPatterns", () => showPatterns(parts)),
    command("pygloss.checkNotes", () => checkNotes(parts, remarks)),
    command(SHOW_PLACES, (uri, position, topic) => showPlaces(parts, uri, position, topic)),
    command("pygloss.restartServer", () => server.restart()),
    command("pygloss.showLogs", () => {
      log.show();
    }),
    command("pygloss.printDebugInformation", () => printDebugInformation(parts)),
    command("pygloss.toggleHints", () => toggleHints()),
    command("pygloss.chooseProgram", () => chooseProgram()),
  );
}

async function openNote({ topics, log }: Parts, topic: unknown, section: unknown): Promise<void> {
  if (typeof topic === "string") {
    await showNote(topic, typeof section === "string" ? section : undefined);
    return;
  }
  type Item = vscode.QuickPickItem & { topic?: Topic };
  const items = async (): Promise<Item[]> => {
    return byChapter((await topics.all()).values()).flatMap(({ chapter, topics: members }): Item[] => [
      { label: chapter, kind: vscode.QuickPickItemKind.Separator },
      ...members.map((one) => ({ label: unmarked(one.title), detail: one.question, topic: one })),
    ]);
  };
  const failed = (error: unknown) => {
    log.error(`The notes cannot be listed: ${String(error)}`);
    void vscode.window.showErrorMessage(`Pygloss: ${error instanceof Error ? error.message : String(error)}`);
    return [] as Item[];
  };
  const options = { placeHolder: "Which topic?", matchOnDetail: true, matchOnDescription: true };
  const chosen = await vscode.window.showQuickPick(items().catch(failed), options);
  if (chosen?.topic) {
    await showNote(chosen.topic.id);
  }
}

async function explainAtCursor({ server }: Parts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isOurs(editor.document)) {
    void vscode.window.showInformationMessage("Pygloss: Put the cursor on a construct in a Python file first.");
    return;
  }
  const { line, character } = editor.selection.active;
  const hover = await server.ask<Hover | null>("textDocument/hover", {
    textDocument: server.nameOf(editor.document),
    position: { line, character },
  });
  const place = hover ? linkedNote((hover.contents as MarkupContent).value) : undefined;
  if (place) {
    await showNote(place.topic, place.section);
    return;
  }
  const all = "All Notes";
  const message = "Pygloss: There is no note about this place. Operators, default values, copies and the like have one.";
  if ((await vscode.window.showInformationMessage(message, all)) === all) {
    await vscode.commands.executeCommand(OPEN_NOTE);
  }
}

const SEVERITY_ICONS = ["book", "error", "warning", "info", "lightbulb"];

async function showPatterns({ server, topics }: Parts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const found = editor ? await foundIn(server, editor.document) : [];
  if (!editor || found.length === 0) {
    void vscode.window.showInformationMessage("Pygloss: Nothing was found in this file.");
    return;
  }
  const known = await topics.all();
  const read = { iconPath: new vscode.ThemeIcon("book"), tooltip: "Open the note" };
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { index: number }>();
  pick.placeholder = "Go to a pattern in this file; the book opens its note";
  pick.matchOnDescription = pick.matchOnDetail = true;
  const places = new Map<string, number>();
  for (const one of found.filter(({ severity }) => severity === 0)) {
    places.set(one.pattern, (places.get(one.pattern) ?? 0) + 1);
  }
  const item = (one: Found, index: number) => {
    const more = one.severity === 0 ? (places.get(one.pattern) ?? 1) - 1 : 0;
    const where = `line ${one.range.start.line + 1}${more > 0 ? ` and ${more} more` : ""}`;
    return {
      index,
      label: `$(${SEVERITY_ICONS[one.severity] ?? "info"}) ${one.pattern}`,
      description: `${where} · ${unmarked(known.get(one.topic)?.title ?? one.topic)}`,
      detail: one.message,
      buttons: [read],
    };
  };
  const group = (label: string, belongs: (one: Found, index: number) => boolean) => {
    const members = found.flatMap((one, index) => (belongs(one, index) ? [item(one, index)] : []));
    const head = { index: -1, label, kind: vscode.QuickPickItemKind.Separator };
    return members.length > 0 ? [head, ...members] : [];
  };
  const first = (pattern: string) => found.findIndex((one) => one.severity === 0 && one.pattern === pattern);
  // What is wrong comes first, by place; then what merely has a note, each construct once.
  pick.items = [
    ...group("findings", (one) => one.severity > 0),
    ...group("constructs with a note", (one, index) => one.severity === 0 && first(one.pattern) === index),
  ];
  const before = editor.selection;
  const go = (index: number) => {
    const one = found[index];
    if (one) {
      editor.selection = new vscode.Selection(one.range.start, one.range.end);
      editor.revealRange(one.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  };
  let accepted = false;
  pick.onDidChangeActive(([item]) => {
    if (item) {
      go(item.index);
    }
  });
  pick.onDidAccept(() => {
    accepted = true;
    pick.hide();
    // Where a note was in front, the focus would go back there.
    const one = found[pick.activeItems[0]?.index ?? -1];
    if (one) {
      const options = { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active, selection: one.range };
      void vscode.window.showTextDocument(editor.document, options);
    }
  });
  pick.onDidTriggerItemButton(({ item }) => {
    accepted = true;
    pick.hide();
    const one = found[item.index];
    if (one) {
      void showNote(one.topic, one.pattern);
    }
  });
  pick.onDidHide(() => {
    if (!accepted) {
      editor.selection = before;
      editor.revealRange(before, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
    pick.dispose();
  });
  pick.show();
}

/** The server's command for it, which it announces once it can check notes. */
const CHECK_NOTES = "pygloss.checkNotes.run";

/** A place as the server writes it. */
interface Place {
  readonly uri: string;
  readonly range: { readonly start: vscode.Position; readonly end: vscode.Position };
}

interface Checked {
  /** How many notes there are. */
  readonly notes: number;
  readonly problems: readonly (Place & { readonly kind: string; readonly message: string })[];
}

function rangeOf({ range: { start, end } }: Place): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Lists in Problems what is wrong with the user's notes, until they are checked again. */
async function checkNotes({ server }: Parts, remarks: vscode.DiagnosticCollection): Promise<void> {
  remarks.clear();
  const checked = server.offers(CHECK_NOTES)
    ? await server.ask<Checked | null>("workspace/executeCommand", { command: CHECK_NOTES, arguments: [] })
    : null;
  if (!checked || checked.notes === 0) {
    const settings = "Open Settings";
    const message = checked
      ? "Pygloss: There are no notes of yours. Say in the setting `pygloss.notes` where they are."
      : "Pygloss: The server that checks notes does not run.";
    if ((await vscode.window.showInformationMessage(message, settings)) === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "pygloss.notes");
    }
    return;
  }
  const byFile = new Map<string, vscode.Diagnostic[]>();
  for (const problem of checked.problems) {
    // What an open note shows already is not listed twice.
    const shown = vscode.languages.getDiagnostics(vscode.Uri.parse(problem.uri, true)).some((one) => {
      const code = typeof one.code === "object" ? one.code.value : one.code;
      return one.source === "pygloss" && code === problem.kind && one.range.isEqual(rangeOf(problem));
    });
    if (shown) {
      continue;
    }
    const remark = new vscode.Diagnostic(rangeOf(problem), problem.message, vscode.DiagnosticSeverity.Information);
    remark.source = "pygloss notes";
    remark.code = problem.kind;
    byFile.set(problem.uri, [...(byFile.get(problem.uri) ?? []), remark]);
  }
  for (const [uri, all] of byFile) {
    remarks.set(vscode.Uri.parse(uri, true), all);
  }
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const notes = count(checked.notes, "note");
  if (checked.problems.length === 0) {
    void vscode.window.showInformationMessage(`Pygloss: Nothing is wrong in ${notes}.`);
    return;
  }
  await vscode.commands.executeCommand("workbench.actions.view.problems");
  void vscode.window.showInformationMessage(`Pygloss: ${count(checked.problems.length, "problem")} in ${notes}.`);
}

/** Shows where the workspace has a topic, beside the heading of the note. */
async function showPlaces({ server }: Parts, uri: unknown, position: unknown, topic: unknown): Promise<void> {
  const request = { command: LIST_PLACES, arguments: [topic] };
  const places = (await server.ask<Place[] | null>("workspace/executeCommand", request)) ?? [];
  const locations = places.map((place) => new vscode.Location(vscode.Uri.parse(place.uri, true), rangeOf(place)));
  await vscode.commands.executeCommand("editor.action.showReferences", uri, position, locations);
}

async function toggleHints(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("pygloss");
  const hints = settings.get<boolean | null>("hints") !== true;
  const inWorkspace = settings.inspect("hints")?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update("hints", hints, target);
  vscode.window.setStatusBarMessage(`Pygloss: hints are ${hints ? "shown" : "in hovers only"}`, 3000);
}

async function chooseProgram(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: "The program `pygloss`", openLabel: "Use" });
  const program = chosen?.[0];
  if (program) {
    const settings = vscode.workspace.getConfiguration("pygloss");
    await settings.update("server.path", program.fsPath, vscode.ConfigurationTarget.Global);
  }
}

async function printDebugInformation({ context, server, topics }: Parts): Promise<void> {
  const about = context.extension.packageJSON as { version: string; contributes: { configuration: unknown } };
  const settings = vscode.workspace.getConfiguration("pygloss");
  const keys = Object.keys((about.contributes.configuration as { properties: Record<string, unknown> }).properties);
  const set = keys.flatMap((full) => {
    const key = full.replace("pygloss.", "");
    const value = settings.inspect(key);
    const own = value?.workspaceFolderValue ?? value?.workspaceValue ?? value?.globalValue;
    return own === undefined ? [] : [`- \`${full}\`: \`${JSON.stringify(own)}\``];
  });
  const lines = [
    "# Pygloss debug information",
    "",
    `- extension ${about.version}`,
    `- ${vscode.env.appName} ${vscode.version}, ${vscode.env.remoteName ?? "local"}, ${process.platform}-${process.arch}`,
    `- workspace: ${vscode.workspace.isTrusted ? "trusted" : "restricted"}, ` +
      `${vscode.workspace.workspaceFolders?.length ?? 0} folder(s)`,
    `- server: ${server.status.kind}, process ${server.pid ?? "none"}`,
  ];
  try {
    const binary = await server.binary();
    lines.push(`- program: \`${binary.path}\` (${binary.source}), version ${binary.version}`);
    lines.push(`- topics: ${(await topics.all()).size}`);
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (folder?.uri.scheme === "file") {
      const shown = await output(binary, ["config", "show", folder.uri.fsPath]).catch(String);
      lines.push("", "## Settings of the first folder's files", "", "```text", shown.trim(), "```");
    }
  } catch (error) {
    lines.push(`- program: ${error instanceof Error ? error.message : String(error)}`);
  }
  lines.push("", "## Settings in the editor", "", ...(set.length > 0 ? set : ["None differs from its default."]), "");
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: lines.join("\n") });
  await vscode.window.showTextDocument(document);
}
