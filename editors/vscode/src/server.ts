/**
 * The language server's life: found, started, restarted one at a time, and what it is doing now.
 */
import * as vscode from "vscode";
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type TextDocumentFilter,
} from "vscode-languageclient/node";
import { type Binary, findBinary, NoBinary } from "./binary";
import { OPEN_NOTE, withNoteLinks, withNoteTarget, withoutMessages } from "./links";
import { forwardServerLog, type TraceChannel } from "./log";

/** Files in which a project says what it needs, told by their names: no editor knows them all. */
const PACKAGING = ["**/pyproject.toml", "**/{requirements,constraints}*.{txt,in}", "**/*{requirements,constraints}.{txt,in}",
  "**/requirements/*.{txt,in}"];
const SCHEMES = ["file", "untitled", "vscode-vfs"];

const FILES: ({ scheme: string } & ({ language: string } | { pattern: string }))[] = SCHEMES.flatMap((scheme) => [
  { language: "python", scheme },
  { language: "pip-requirements", scheme },
  ...PACKAGING.map((pattern) => ({ pattern, scheme })),
]);

/** Python and packaging files, in editors without a file and on virtual file systems too, and cells of notebooks. */
export const SELECTOR: vscode.DocumentFilter[] = [...FILES, { language: "python", notebookType: "*" }];

/** Notes of the user's own: which of these files are notes the server knows by its settings. */
const NOTES = SCHEMES.flatMap((scheme) => ["markdown", "plaintext"].map((language) => ({ language, scheme })));

const CLIENT_SELECTOR = [...([...FILES, ...NOTES] as TextDocumentFilter[]), { language: "python", notebook: "*" }];

/** The server's command that lists where the workspace shows a topic, and ours that shows them. */
export const LIST_PLACES = "pygloss.listPlaces";
export const SHOW_PLACES = "pygloss.showPlaces";

/** What the server is doing. */
export type Status =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly binary: Binary }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly reason: string };

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private found: Promise<Binary> | undefined;
  private queue: Promise<void> = Promise.resolve();
  private waiting = false;
  private current: Status = { kind: "stopped" };
  private readonly changed = new vscode.EventEmitter<Status>();
  readonly onDidChangeStatus = this.changed.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly traceChannel: TraceChannel,
  ) {}

  get status(): Status {
    return this.current;
  }

  /** The process, for a bug report and for tests. */
  get pid(): number | undefined {
    return this.client?.serverProcess?.pid;
  }

  /** The program, looked for once until the next restart. */
  async binary(): Promise<Binary> {
    return await (this.found ??= findBinary(this.extension, this.log));
  }

  /** Asks the server. `undefined` when there is none. */
  async ask<T>(method: string, params: unknown): Promise<T | undefined> {
    if (this.client?.state !== State.Running) {
      return undefined;
    }
    return await this.client.sendRequest<T>(method, params);
  }

  /** Whether the running server announces a command. */
  offers(command: string): boolean {
    return this.client?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command) ?? false;
  }

  /** How the client names a document to the server. */
  nameOf(document: vscode.TextDocument): { uri: string } {
    return { uri: this.client?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString() };
  }

  /**
   * Stops what runs and starts anew. One restart at a time; while one is under way all further
   * wishes are one more, after it.
   */
  async restart(): Promise<void> {
    if (!this.waiting) {
      this.waiting = true;
      this.queue = this.queue.then(async () => {
        this.waiting = false;
        await this.stop();
        await this.start();
      });
    }
    await this.queue;
  }

  private async start(): Promise<void> {
    this.set({ kind: "starting" });
    this.found = undefined;
    let binary: Binary;
    try {
      binary = await this.binary();
    } catch (error) {
      const reason = error instanceof NoBinary ? error.message : String(error);
      this.log.error(reason);
      this.set({ kind: "failed", reason });
      void this.adviseOnBinary(reason);
      return;
    }
    const client = this.makeClient(binary);
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      this.follow(client, newState, binary);
    });
    try {
      await client.start();
    } catch (error) {
      const reason = `The server does not start: ${error instanceof Error ? error.message : String(error)}`;
      this.log.error(reason);
      this.set({ kind: "failed", reason });
      void this.adviseOnCrash(reason);
    }
  }

  private follow(client: LanguageClient, state: State, binary: Binary): void {
    if (client !== this.client) {
      return;
    }
    this.log.debug(`The server is ${State[state]}`);
    switch (state) {
      case State.Running:
        this.log.info(`The server runs as process ${client.serverProcess?.pid ?? "?"}`);
        this.set({ kind: "running", binary });
        void vscode.commands.executeCommand("setContext", "pygloss.canCheckNotes", this.offers("pygloss.checkNotes.run"));
        break;
      case State.Starting:
        this.set({ kind: "starting" });
        break;
      case State.Stopped:
      case State.StartFailed:
        if (this.current.kind !== "failed") {
          this.set({ kind: "stopped" });
        }
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      try {
        await client.dispose(5_000);
      } catch (error) {
        // It had ended already, or ends by force.
        this.log.debug(`The server did not stop in order: ${String(error)}`);
      }
    }
    this.set({ kind: "stopped" });
  }

  private set(status: Status): void {
    this.current = status;
    this.changed.fire(status);
  }

  private makeClient(binary: Binary): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: CLIENT_SELECTOR,
      outputChannel: this.log,
      traceOutputChannel: this.traceChannel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Everything else the server asks for; what is given here could not be unset any more.
      initializationOptions: () => ({
        logLevel: vscode.workspace.getConfiguration("pygloss").get<string>("logLevel", "warn"),
        trusted: vscode.workspace.isTrusted,
      }),
      stdioOptions: {
        stdout: (stream, channel) => {
          forwardServerLog(stream, channel);
        },
        stderr: (stream, channel) => {
          forwardServerLog(stream, channel);
        },
      },
      middleware: {
        provideHover: async (document, position, token, next) => {
          const hover = await next(document, position, token);
          if (!hover) {
            return hover;
          }
          const shown = vscode.languages
            .getDiagnostics(document.uri)
            .filter((one) => one.source === "pygloss" && one.range.contains(position));
          return withNoteLinks(withoutMessages(hover, shown.map((one) => one.message)));
        },
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          if (report && "items" in report) {
            report.items.forEach(withNoteTarget);
          }
          return report;
        },
        handleDiagnostics: (uri, diagnostics, next) => {
          next(uri, diagnostics.map(withNoteTarget));
        },
        provideCodeLenses: async (document, token, next) => {
          const lenses = await next(document, token);
          // The server would list the places; here they are shown.
          for (const { command, range } of lenses ?? []) {
            if (command?.command === LIST_PLACES) {
              const [topic] = (command.arguments ?? []) as unknown[];
              command.command = SHOW_PLACES;
              command.arguments = [document.uri, range.start, topic];
            }
          }
          return lenses;
        },
        workspace: {
          configuration: async (params, token, next) => {
            const sections = await next(params, token);
            const trusted = vscode.workspace.isTrusted;
            return Array.isArray(sections)
              ? sections.map((one: unknown, index) =>
                  params.items[index]?.section === "pygloss" ? { ...(one as object | null), trusted } : one,
                )
              : sections;
          },
        },
        executeCommand: async (command, args, next): Promise<unknown> => {
          // The server would show the note's file; here it is rendered.
          if (command === "pygloss.openNote") {
            return await vscode.commands.executeCommand(OPEN_NOTE, ...(args as unknown[]));
          }
          return await next(command, args);
        },
      },
    };
    const program = { command: binary.path, args: ["server"] };
    const client = new LanguageClient("pygloss", "Pygloss", program, options);
    const usual = client.createDefaultErrorHandler();
    const handler: ErrorHandler = {
      // A broken pipe says only that the process is ending. Shutting down because of it, as is usual,
      // would win the race with starting anew, which is for `closed` to decide.
      error: ({ message }) => ({ action: ErrorAction.Continue, message: `The connection broke: ${message}`, handled: true }),
      closed: async (): Promise<CloseHandlerResult> => {
        const result = await usual.closed();
        if (result.action === CloseAction.DoNotRestart) {
          const reason = "The server ended five times within three minutes and is not started again.";
          this.set({ kind: "failed", reason });
          void this.adviseOnCrash(reason);
        } else {
          this.log.warn("The server ended unexpectedly and is started again");
        }
        return { ...result, handled: true };
      },
    };
    client.clientOptions.errorHandler = handler;
    return client;
  }

  private async adviseOnBinary(reason: string): Promise<void> {
    const choose = "Choose Program…";
    const settings = "Open Settings";
    const install = "How to Install";
    const chosen = await vscode.window.showErrorMessage(`Pygloss: ${reason}`, choose, install, settings);
    if (chosen === choose) {
      await vscode.commands.executeCommand("pygloss.chooseProgram");
    } else if (chosen === install) {
      await vscode.commands.executeCommand("extension.open", "pygloss.pygloss");
    } else if (chosen === settings) {
      const query = "pygloss.server.path";
      // The program is the other machine's, and so is the setting.
      await (vscode.env.remoteName === undefined
        ? vscode.commands.executeCommand("workbench.action.openSettings", query)
        : vscode.commands.executeCommand("workbench.action.openRemoteSettings", { query }));
    }
  }

  private async adviseOnCrash(reason: string): Promise<void> {
    const restart = "Restart Server";
    const logs = "Show Logs";
    const chosen = await vscode.window.showErrorMessage(`Pygloss: ${reason}`, restart, logs);
    if (chosen === restart) {
      await this.restart();
    } else if (chosen === logs) {
      this.log.show();
    }
  }

  /** Has the server ask for the settings again. */
  async settingsChanged(): Promise<void> {
    await this.client?.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  async end(): Promise<void> {
    await this.queue;
    await this.stop();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
