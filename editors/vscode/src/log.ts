/**
 * The log: one levelled channel, and a trace of the protocol that exists only once it is wanted.
 */
import * as readline from "node:readline";
import type { Readable } from "node:stream";
import * as vscode from "vscode";

/** How the server's own log says how grave a line is. */
const LEVEL = /^\S+\s+(ERROR|WARN|INFO|DEBUG|TRACE)\s+/;

/** Puts the server's log into ours, line by line, each with its own level. */
export function forwardServerLog(stream: Readable, channel: vscode.LogOutputChannel): void {
  readline.createInterface({ input: stream }).on("line", (line) => {
    const text = `[server] ${line.replace(LEVEL, "")}`;
    switch (LEVEL.exec(line)?.[1]) {
      case "INFO":
        channel.info(text);
        break;
      case "DEBUG":
        channel.debug(text);
        break;
      case "TRACE":
        channel.trace(text);
        break;
      case "WARN":
        channel.warn(text);
        break;
      case "ERROR":
      default:
        channel.error(text);
    }
  });
}

/**
 * The channel for traced messages. The language client traces while a channel's level is `Trace`;
 * here `pygloss.trace.server` decides, and the channel appears with the first message.
 */
export class TraceChannel implements vscode.LogOutputChannel {
  readonly name = "Pygloss Trace";
  private channel: vscode.OutputChannel | undefined;
  private readonly levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("pygloss.trace.server")) {
      this.levelChanged.fire(this.logLevel);
    }
  });
  readonly onDidChangeLogLevel = this.levelChanged.event;

  get logLevel(): vscode.LogLevel {
    const wanted = vscode.workspace.getConfiguration("pygloss").get<string>("trace.server", "off");
    return wanted === "off" ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
  }

  private get target(): vscode.OutputChannel {
    return (this.channel ??= vscode.window.createOutputChannel(this.name));
  }

  trace(message: string): void {
    this.appendLine(`[${new Date().toISOString()}] ${message}`);
  }
  debug(message: string): void {
    this.trace(message);
  }
  info(message: string): void {
    this.trace(message);
  }
  warn(message: string): void {
    this.trace(message);
  }
  error(error: string | Error): void {
    this.trace(String(error));
  }
  append(value: string): void {
    this.target.append(value);
  }
  appendLine(value: string): void {
    this.target.appendLine(value);
  }
  replace(value: string): void {
    this.target.replace(value);
  }
  clear(): void {
    this.channel?.clear();
  }
  show(): void {
    this.target.show(true);
  }
  hide(): void {
    this.channel?.hide();
  }
  dispose(): void {
    this.settings.dispose();
    this.levelChanged.dispose();
    this.channel?.dispose();
  }
}
