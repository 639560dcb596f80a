/**
 * Links to notes: the server names the note's file; here a click opens the note rendered.
 */
import * as vscode from "vscode";

/** The command behind every link to a note: (topic, section). */
export const OPEN_NOTE = "pygloss.notes.open";

export interface NotePlace {
  readonly topic: string;
  readonly section: string | undefined;
}

/** A note's file in the cache: `…/<topic>/note.md#<section>`. */
const NOTE_FILE = /^file:.*\/pygloss\/notes-[^/]+\/([\w-]+)\/note\.md(?:#([\w-]+))?$/;

/** A link in Markdown, with its address in angle brackets or without. */
const LINK = /\]\(<?(file:[^)>\s]+)>?\)/g;

/** The note that an address stands for, if it is one. */
export function notePlace(address: string): NotePlace | undefined {
  const match = NOTE_FILE.exec(address);
  return match?.[1] === undefined ? undefined : { topic: match[1], section: match[2] };
}

/** The first note that a Markdown text links to. */
export function linkedNote(markdown: string): NotePlace | undefined {
  for (const link of markdown.matchAll(LINK)) {
    const place = notePlace(link[1] ?? "");
    if (place) {
      return place;
    }
  }
  return undefined;
}

/** The address that opens a note. */
export function commandUri(place: NotePlace): vscode.Uri {
  const args = place.section === undefined ? [place.topic] : [place.topic, place.section];
  return vscode.Uri.parse(`command:${OPEN_NOTE}?${encodeURIComponent(JSON.stringify(args))}`);
}

/** Makes a hover's links to notes open them rendered; only such a hover may run that command. */
export function withNoteLinks(hover: vscode.Hover): vscode.Hover {
  hover.contents = hover.contents.map((content) => {
    if (!(content instanceof vscode.MarkdownString)) {
      return content;
    }
    const value = content.value.replace(LINK, (whole, address: string) => {
      const place = notePlace(address);
      return place ? `](${commandUri(place).toString()} "Open the note beside the code")` : whole;
    });
    if (value === content.value) {
      return content;
    }
    const result = new vscode.MarkdownString(value);
    result.isTrusted = { enabledCommands: [OPEN_NOTE] };
    return result;
  });
  return hover;
}

/**
 * Leaves out of a hover what the editor shows right above it anyway: the messages of the
 * underlined mistakes under the pointer.
 */
export function withoutMessages(hover: vscode.Hover, messages: readonly string[]): vscode.Hover {
  hover.contents = hover.contents.map((content) => {
    if (!(content instanceof vscode.MarkdownString)) {
      return content;
    }
    const paragraphs = content.value.split("\n\n");
    const rest = paragraphs.filter((paragraph) => !messages.includes(paragraph.trim()));
    if (rest.length === paragraphs.length || rest.length === 0) {
      return content;
    }
    const result = new vscode.MarkdownString(rest.join("\n\n"));
    if (content.isTrusted !== undefined) {
      result.isTrusted = content.isTrusted;
    }
    return result;
  });
  return hover;
}

/** Makes a diagnostic's code open the note rendered. */
export function withNoteTarget(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  if (typeof diagnostic.code === "object") {
    const place = notePlace(diagnostic.code.target.toString(true));
    if (place) {
      diagnostic.code = { value: diagnostic.code.value, target: commandUri(place) };
    }
  }
  return diagnostic;
}
