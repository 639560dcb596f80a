/** The schema of `pygloss.toml`, for the extensions that read TOML. Must not know what it says. */
import * as vscode from "vscode";

/**
 * Even Better TOML and Tombi hand the `url` of our `contributes.tomlValidation` on as it stands, and their servers take
 * none that is relative to our folder. They read it, when they start, from the manifest in memory: so it is made absolute
 * there. One that has started before does without.
 */
export function nameSchema(extension: vscode.Extension<unknown>): void {
  const { contributes } = extension.packageJSON as { contributes: { tomlValidation: { url: string }[] } };
  for (const rule of contributes.tomlValidation) {
    if (rule.url.startsWith("./")) {
      rule.url = vscode.Uri.joinPath(extension.extensionUri, rule.url).toString();
    }
  }
}
