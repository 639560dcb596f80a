/**
 * The notes as read-only documents, `pygloss-note:/<topic>.md`, shown by Markdown's own preview.
 */
import * as vscode from "vscode";
import type { Topic, Topics } from "./topics";

export const SCHEME = "pygloss-note";

/** The address of a topic's note. */
export function noteUri(topic: string, section?: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${topic}.md`, fragment: section ?? "" });
}

/** A note as the preview reads it: the links between notes lead to their documents here. */
export function noteText(topic: Topic): string {
  return topic.markdown
    .replaceAll(/\]\(\.\.\/([\w-]+)\/note\.md(#[\w-]+)?\)/g, (_, id: string, section = "") => `](${id}.md${section})`)
    .replace(/^Patterns: (.+)$/m, (_, list: string) => {
      return `Patterns: ${list.replaceAll(/`([\w-]+)`/g, "[`$1`](#$1)")}`;
    });
}

/** Serves the notes. A file system rather than a content provider: the preview looks files up. */
export class NoteFiles implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  constructor(private readonly topics: Topics) {}

  private async topic(uri: vscode.Uri): Promise<Topic> {
    const topic = (await this.topics.all()).get(uri.path.replace(/^\//, "").replace(/\.md$/, ""));
    if (!topic || !uri.path.endsWith(".md")) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return topic;
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (uri.path === "/") {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const { byteLength } = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: byteLength };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(noteText(await this.topic(uri)));
  }

  async readDirectory(): Promise<[string, vscode.FileType][]> {
    return [...(await this.topics.all()).keys()].map((id) => [`${id}.md`, vscode.FileType.File]);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

const GROUPS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"];

/**
 * Makes the code's group the active one: "beside" is counted from there, not from an open note. A
 * note in front takes the focus back a moment after a list above it was closed, so this goes on
 * until the group stays.
 */
async function focusCode(): Promise<void> {
  const column = (vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0])?.viewColumn;
  const group = column === undefined ? undefined : GROUPS[column - 1];
  const isActive = () => vscode.window.tabGroups.activeTabGroup.viewColumn === column;
  if (group === undefined || (vscode.window.activeTextEditor && isActive())) {
    return;
  }
  for (let [tries, calm] = [0, 0]; tries < 40 && calm < 3; tries++) {
    calm = isActive() ? calm + 1 : 0;
    if (calm === 0) {
      await vscode.commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Shows a note beside the code, at a section when it has that. */
export async function showNote(topic: string, section?: string): Promise<void> {
  await focusCode();
  const uri = noteUri(topic, section);
  const hasPreview = (await vscode.commands.getCommands(true)).includes("markdown.showPreviewToSide");
  if (hasPreview || vscode.extensions.getExtension("vscode.markdown-language-features")) {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  } else {
    await vscode.commands.executeCommand("vscode.open", uri, vscode.ViewColumn.Beside);
  }
}
