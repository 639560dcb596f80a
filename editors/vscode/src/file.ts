/** What the server has found in one document, hints included, whether or not it is underlined. */
import * as vscode from "vscode";
import type { CodeAction, Diagnostic } from "vscode-languageclient/node";
import { SELECTOR, type Server } from "./server";

export interface Found {
  readonly pattern: string;
  readonly topic: string;
  readonly message: string;
  readonly severity: number;
  readonly range: vscode.Range;
}

/** Whether the server is asked about a document at all. */
export function isOurs(document: vscode.TextDocument): boolean {
  return vscode.languages.match(SELECTOR, document) > 0;
}

/** What is found in a document, by place. */
export async function foundIn(server: Server, document: vscode.TextDocument): Promise<Found[]> {
  if (!isOurs(document)) {
    return [];
  }
  // The actions for the whole text carry what each of them is about.
  const end = document.lineAt(document.lineCount - 1).range.end;
  const actions = await server.ask<CodeAction[] | null>("textDocument/codeAction", {
    textDocument: server.nameOf(document),
    range: { start: { line: 0, character: 0 }, end: { line: end.line, character: end.character } },
    context: { diagnostics: [], only: ["quickfix"] },
  });
  const found = new Map<string, Found>();
  for (const diagnostic of (actions ?? []).flatMap((action) => action.diagnostics ?? [])) {
    const one = read(diagnostic);
    if (one) {
      found.set(`${one.pattern} ${one.range.start.line} ${one.range.start.character}`, one);
    }
  }
  return [...found.values()].sort((a, b) => a.range.start.compareTo(b.range.start));
}

function read(diagnostic: Diagnostic): Found | undefined {
  const data = diagnostic.data as { pattern?: string; topic?: string } | undefined;
  if (diagnostic.source !== "pygloss" || data?.pattern === undefined || data.topic === undefined) {
    return undefined;
  }
  const { start, end } = diagnostic.range;
  return {
    pattern: data.pattern,
    topic: data.topic,
    message: typeof diagnostic.message === "string" ? diagnostic.message : diagnostic.message.value,
    severity: diagnostic.severity ?? 3,
    range: new vscode.Range(start.line, start.character, end.line, end.character),
  };
}
