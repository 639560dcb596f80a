/** What one document touches, hints and mere constructs included, whether or not it is underlined. */
import * as vscode from "vscode";
import { SELECTOR, type Server } from "./server";

export interface Found {
  readonly pattern: string;
  readonly topic: string;
  /** Empty for a construct with nothing wrong about it. */
  readonly message: string;
  /** As in LSP; 0 for a construct with nothing wrong about it. */
  readonly severity: number;
  readonly range: vscode.Range;
}

/** Whether the server is asked about a document at all. */
export function isOurs(document: vscode.TextDocument): boolean {
  return vscode.languages.match(SELECTOR, document) > 0;
}

/** What the server tells of one place. */
interface Told {
  readonly pattern: string;
  readonly topic: string;
  readonly range: { readonly start: vscode.Position; readonly end: vscode.Position };
  readonly severity: number | null;
  readonly message: string | null;
}

/** What a document touches, by place: findings, and constructs that have a note. */
export async function foundIn(server: Server, document: vscode.TextDocument): Promise<Found[]> {
  if (!isOurs(document)) {
    return [];
  }
  const told = await server.ask<Told[] | null>("workspace/executeCommand", {
    command: "pygloss.listPatterns",
    arguments: [server.nameOf(document).uri],
  });
  return (told ?? []).map(({ pattern, topic, range: { start, end }, severity, message }) => ({
    pattern,
    topic,
    message: message ?? "",
    severity: severity ?? 0,
    range: new vscode.Range(start.line, start.character, end.line, end.character),
  }));
}
