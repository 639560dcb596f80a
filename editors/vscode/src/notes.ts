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

/** Shows a note beside the code, at a section when it has that. */
export async function showNote(topic: string, section?: string): Promise<void> {
  // "Beside" is counted from the active group: that must be the code's, not an open note's.
  if (!vscode.window.activeTextEditor) {
    const column = vscode.window.visibleTextEditors[0]?.viewColumn;
    const group = column === undefined ? undefined : GROUPS[column - 1];
    if (group !== undefined) {
      await vscode.commands.executeCommand(`workbench.action.focus${group}EditorGroup`);
    }
  }
  const uri = noteUri(topic, section);
  const hasPreview = (await vscode.commands.getCommands(true)).includes("markdown.showPreviewToSide");
  if (hasPreview || vscode.extensions.getExtension("vscode.markdown-language-features")) {
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  } else {
    await vscode.commands.executeCommand("vscode.open", uri, vscode.ViewColumn.Beside);
  }
}
