/** The Notes view: topics by chapter, marked where the file in front touches them. */
import * as vscode from "vscode";
import { foundIn } from "./file";
import { OPEN_NOTE } from "./links";
import type { Server } from "./server";
import type { Topic, Topics } from "./topics";

/** A pause in typing after which the marks are brought up to date, in milliseconds. */
const PAUSE = 400;

export interface Chapter {
  readonly chapter: string;
  readonly topics: readonly Topic[];
}

export class NotesView implements vscode.TreeDataProvider<Chapter | Topic> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Chapter | Topic>;
  private readonly parts: { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;
  private document: vscode.TextDocument | undefined;
  private counts = new Map<string, number>();

  constructor(
    private readonly topics: Topics,
    private readonly server: Server,
  ) {
    this.view = vscode.window.createTreeView("pygloss.notes", { treeDataProvider: this, showCollapseAll: true });
    this.document = vscode.window.activeTextEditor?.document;
    this.parts = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => {
        this.schedule(0);
      }),
      topics.onDidChange(() => {
        this.changed.fire();
      }),
      server.onDidChangeStatus(() => {
        this.schedule(0);
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        // A rendered note in front is no text editor: the marks stay those of the code beside it.
        if (editor && editor.document.uri.scheme !== "output") {
          this.document = editor.document;
          this.schedule(0);
        }
      }),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === this.document) {
          this.schedule(PAUSE);
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.document) {
          this.document = undefined;
          this.schedule(0);
        }
      }),
    ];
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    if (this.view.visible) {
      this.timer = setTimeout(() => void this.mark(), delay);
    }
  }

  private async mark(): Promise<void> {
    const counts = new Map<string, number>();
    if (this.document && !this.document.isClosed) {
      try {
        for (const { topic } of await foundIn(this.server, this.document)) {
          counts.set(topic, (counts.get(topic) ?? 0) + 1);
        }
      } catch {
        // The server is being restarted; its next status asks again.
      }
    }
    const same = counts.size === this.counts.size && [...counts].every(([id, count]) => this.counts.get(id) === count);
    if (!same) {
      this.counts = counts;
      this.changed.fire();
    }
  }

  async getChildren(element?: Chapter | Topic): Promise<(Chapter | Topic)[]> {
    if (element) {
      return "topics" in element ? [...element.topics] : [];
    }
    let topics: Topic[];
    try {
      topics = [...(await this.topics.all()).values()];
    } catch {
      // Nothing to list: the view's welcome text says what to do.
      return [];
    }
    const chapters = new Map<string, Topic[]>();
    for (const topic of topics) {
      chapters.set(topic.chapter, [...(chapters.get(topic.chapter) ?? []), topic]);
    }
    return [...chapters].map(([chapter, members]) => ({ chapter, topics: members }));
  }

  getTreeItem(element: Chapter | Topic): vscode.TreeItem {
    if ("topics" in element) {
      const item = new vscode.TreeItem(element.chapter, vscode.TreeItemCollapsibleState.Expanded);
      item.id = `chapter ${element.chapter}`;
      return item;
    }
    const item = new vscode.TreeItem(element.title);
    item.id = `topic ${element.id}`;
    item.tooltip = new vscode.MarkdownString(element.question);
    item.command = { title: "Open Note", command: OPEN_NOTE, arguments: [element.id] };
    const count = this.counts.get(element.id) ?? 0;
    item.iconPath =
      count > 0
        ? new vscode.ThemeIcon("bookmark", new vscode.ThemeColor("list.warningForeground"))
        : new vscode.ThemeIcon("book");
    if (count > 0) {
      const places = `${count} ${count === 1 ? "place" : "places"} in this file`;
      item.description = String(count);
      item.tooltip.appendMarkdown(`\n\n${places}`);
      item.accessibilityInformation = { label: `${element.title}, ${places}` };
    }
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.parts.forEach((part) => {
      part.dispose();
    });
  }
}
