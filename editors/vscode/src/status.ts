/** The language status item: what the server is doing, and the way to its log. */
import * as vscode from "vscode";
import { SELECTOR, type Server, type Status } from "./server";

export function showStatus(server: Server): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem("pygloss", SELECTOR);
  item.name = "Pygloss";
  item.command = { title: "Show Logs", command: "pygloss.showLogs" };
  const show = (status: Status) => {
    item.busy = status.kind === "starting";
    item.severity =
      status.kind === "failed" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    switch (status.kind) {
      case "starting":
        item.text = "Pygloss";
        item.detail = "starting";
        break;
      case "running":
        item.text = `Pygloss ${status.binary.version}`;
        item.detail = status.binary.source === "bundled" ? "ready" : `ready, program from ${where(status)}`;
        break;
      case "stopped":
        item.text = "Pygloss";
        item.detail = "stopped";
        break;
      case "failed":
        item.text = "Pygloss";
        // The reason is long, and would push the way to the log, which has it, out of the window.
        item.detail = "does not run";
    }
  };
  show(server.status);
  return vscode.Disposable.from(item, server.onDidChangeStatus(show));
}

function where(status: Extract<Status, { kind: "running" }>): string {
  switch (status.binary.source) {
    case "setting":
      return "the setting";
    case "environment":
      return "the environment";
    case "PATH":
      return "the path";
    case "bundled":
      return "the extension";
  }
}
