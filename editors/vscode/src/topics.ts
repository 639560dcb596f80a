/**
 * The topics and their notes, as the found program tells them. Read once for each program and kept
 * in the extension's storage, so that a new window need not ask again.
 */
import { stat } from "node:fs/promises";
import * as vscode from "vscode";
import { type Binary, output } from "./binary";

export interface Topic {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly chapter: string;
  readonly markdown: string;
  readonly patterns: readonly string[];
}

export interface Chapter {
  readonly chapter: string;
  readonly topics: readonly Topic[];
}

/** The topics by chapter; chapters in the order of their first topics. */
export function byChapter(topics: Iterable<Topic>): Chapter[] {
  const chapters = new Map<string, Topic[]>();
  for (const topic of topics) {
    chapters.set(topic.chapter, [...(chapters.get(topic.chapter) ?? []), topic]);
  }
  return [...chapters].map(([chapter, members]) => ({ chapter, topics: members }));
}

/** A title for a place that shows Markdown's marks as they are. */
export function unmarked(text: string): string {
  return text.replaceAll("`", "");
}

export class Topics implements vscode.Disposable {
  private loading: Promise<ReadonlyMap<string, Topic>> | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Other topics hold now, or those that were asked for are there. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly storage: vscode.Uri,
    private readonly binary: () => Promise<Binary>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** All topics by id, in the program's order. Fails when there is no program. */
  async all(): Promise<ReadonlyMap<string, Topic>> {
    const loading = (this.loading ??= this.load());
    try {
      return await loading;
    } catch (error) {
      if (this.loading === loading) {
        this.loading = undefined;
      }
      throw error;
    }
  }

  /** Forgets the topics: another program may know others. */
  reset(): void {
    this.loading = undefined;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async load(): Promise<ReadonlyMap<string, Topic>> {
    const binary = await this.binary();
    const { mtimeMs, size } = await stat(binary.path);
    const kept = vscode.Uri.joinPath(this.storage, "topics.json");
    const key = `${binary.path} ${binary.version} ${mtimeMs} ${size}`;
    let topics = await read(kept, key);
    if (topics === undefined) {
      const start = Date.now();
      topics = await ask(binary);
      this.log.debug(`${topics.length} notes read from the program in ${Date.now() - start} ms`);
      await this.write(kept, key, topics);
    }
    return new Map(topics.map((topic) => [topic.id, topic]));
  }

  private async write(file: vscode.Uri, key: string, topics: Topic[]): Promise<void> {
    try {
      await vscode.workspace.fs.createDirectory(this.storage);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify({ key, topics })));
    } catch (error) {
      this.log.warn(`The notes cannot be kept: ${String(error)}`);
    }
  }
}

async function read(file: vscode.Uri, key: string): Promise<Topic[] | undefined> {
  try {
    const kept: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
    const { key: keptKey, topics } = kept as { key: string; topics: Topic[] };
    return keptKey === key && topics.length > 0 ? topics : undefined;
  } catch {
    return undefined;
  }
}

async function ask(binary: Binary): Promise<Topic[]> {
  const told: unknown = JSON.parse(await output(binary, ["explain", "--all", "--output-format", "json"]));
  return (told as Topic[]).map(({ id, title, question, chapter, markdown, patterns }) => ({
    id,
    title,
    question,
    chapter,
    markdown,
    patterns,
  }));
}
