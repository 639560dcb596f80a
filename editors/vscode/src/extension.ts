/** Puts the parts together. */
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { TraceChannel } from "./log";
import { NoteFiles, SCHEME } from "./notes";
import { NotesView } from "./notesView";
import { nameSchema } from "./schema";
import { Server, type Status } from "./server";
import { showStatus } from "./status";
import { Topics } from "./topics";

/** What tests and other extensions can see. */
export interface Api {
  readonly status: () => Status;
  readonly pid: () => number | undefined;
  readonly notesView: NotesView;
}

let running: Server | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel("Pygloss", { log: true });
  const trace = new TraceChannel();
  const server = new Server(context.extensionUri, log, trace);
  running = server;
  const topics = new Topics(context.globalStorageUri, () => server.binary(), log);
  const notesView = new NotesView(topics, server);
  context.subscriptions.push(
    log,
    trace,
    server,
    topics,
    notesView,
    showStatus(server),
    registerCommands({ context, log, server, topics }),
    vscode.workspace.registerFileSystemProvider(SCHEME, new NoteFiles(topics), {
      isReadonly: new vscode.MarkdownString("Notes come with Pygloss and cannot be edited."),
    }),
    vscode.commands.registerCommand("pygloss.showTrace", () => {
      trace.show();
    }),
    // Only another program needs a restart; all else the server asks for when it changes.
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("pygloss.server.path")) {
        void server.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server.settingsChanged()),
    server.onDidChangeStatus((status) => {
      if (status.kind === "running" || status.kind === "failed") {
        topics.reset();
      }
    }),
  );
  log.info(`Extension ${(context.extension.packageJSON as { version: string }).version} in ${vscode.env.appName}`);
  try {
    nameSchema(context.extension);
  } catch (error) {
    // An editor may come to freeze its manifests. All else works without.
    log.warn(`The schema of pygloss.toml cannot be named to other extensions: ${String(error)}`);
  }
  void server.restart();
  return { status: () => server.status, pid: () => server.pid, notesView };
}

export async function deactivate(): Promise<void> {
  await running?.end();
}
