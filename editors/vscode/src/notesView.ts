/** The Notes view: topics by chapter, marked where the file in front touches them. */
import * as vscode from "vscode";
import { foundIn } from "./file";
import { OPEN_NOTE } from "./links";
import type { Server } from "./server";
import { byChapter, type Chapter, type Topic, type Topics, unmarked } from "./topics";

/** A pause in typing after which the marks are brought up to date, in milliseconds. */
const PAUSE = 400;

/** How often a document touches a topic. */
interface Count {
  readonly places: number;
  readonly findings: number;
}

export class NotesView implements vscode.TreeDataProvider<Chapter | Topic> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Chapter | Topic>;
  private readonly parts: { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;
  private document: vscode.TextDocument | undefined;
  private counts = new Map<string, Count>();

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
    const counts = new Map<string, Count>();
    if (this.document && !this.document.isClosed) {
      try {
        for (const { topic, severity } of await foundIn(this.server, this.document)) {
          const { places, findings } = counts.get(topic) ?? { places: 0, findings: 0 };
          counts.set(topic, { places: places + 1, findings: findings + (severity > 0 ? 1 : 0) });
        }
      } catch {
        // The server is being restarted; its next status asks again.
      }
    }
    const equal = (a: Count, b: Count | undefined) => a.places === b?.places && a.findings === b.findings;
    if (counts.size !== this.counts.size || ![...counts].every(([id, count]) => equal(count, this.counts.get(id)))) {
      this.counts = counts;
      this.changed.fire();
    }
  }

  async getChildren(element?: Chapter | Topic): Promise<(Chapter | Topic)[]> {
    if (element) {
      return "topics" in element ? [...element.topics] : [];
    }
    try {
      return byChapter((await this.topics.all()).values());
    } catch {
      // Nothing to list: the view's welcome text says what to do.
      return [];
    }
  }

  getTreeItem(element: Chapter | Topic): vscode.TreeItem {
    if ("topics" in element) {
      const item = new vscode.TreeItem(element.chapter, vscode.TreeItemCollapsibleState.Expanded);
      item.id = `chapter ${element.chapter}`;
      return item;
    }
    const title = unmarked(element.title);
    const item = new vscode.TreeItem(title);
    item.id = `topic ${element.id}`;
    item.tooltip = new vscode.MarkdownString(element.question);
    item.command = { title: "Open Note", command: OPEN_NOTE, arguments: [element.id] };
    const { places, findings } = this.counts.get(element.id) ?? { places: 0, findings: 0 };
    if (places === 0) {
      item.iconPath = new vscode.ThemeIcon("book");
      return item;
    }
    // Coloured where something is wrong, so that it stands out from what merely occurs.
    const colour = findings > 0 ? new vscode.ThemeColor("list.warningForeground") : undefined;
    item.iconPath = new vscode.ThemeIcon("bookmark", colour);
    item.description = String(places);
    const told =
      `${places} ${places === 1 ? "place" : "places"} in this file` +
      (findings > 0 ? `, ${findings} ${findings === 1 ? "finding" : "findings"}` : "");
    item.tooltip.appendMarkdown(`\n\n${told}`);
    item.accessibilityInformation = { label: `${title}, ${told}` };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.parts.forEach((part) => {
      part.dispose();
    });
  }
}
