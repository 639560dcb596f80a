/**
 * Where the server's program is: the setting, the environment, the path, and the one in the
 * extension, in this order. What a person named explicitly is never silently replaced.
 */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";

const run = promisify(execFile);

/** Older servers lack what this extension asks of them. */
export const OLDEST_SERVER = "0.1.0";

/** What the program is called here. */
const PROGRAM = process.platform === "win32" ? "pygloss.exe" : "pygloss";

export type Source = "setting" | "environment" | "PATH" | "bundled";

export interface Binary {
  readonly path: string;
  readonly source: Source;
  readonly version: string;
}

/** Why there is no server, in words for a person. */
export class NoBinary extends Error {}

interface Candidate {
  readonly path: string;
  readonly source: Source;
  /** Named by a person, so a mistake in it must be told. */
  readonly isExplicit: boolean;
}

/** The program to run. Throws {@link NoBinary}. */
export async function findBinary(extension: vscode.Uri, log: vscode.LogOutputChannel): Promise<Binary> {
  const problems: string[] = [];
  for (const candidate of await candidates(extension)) {
    const outcome = await examine(candidate);
    if (typeof outcome !== "string") {
      log.info(`Using the ${describe(candidate)}: ${outcome.path}, version ${outcome.version}`);
      return outcome;
    }
    const problem = `The ${describe(candidate)} cannot be used: ${outcome}`;
    if (candidate.isExplicit) {
      throw new NoBinary(problem);
    }
    log.warn(problem);
    problems.push(problem);
  }
  throw new NoBinary(problems[0] ?? "The program `pygloss` was not found on the path, and this build carries none.");
}

/** Runs the program and gives what it prints. */
export async function output(binary: Binary, args: string[]): Promise<string> {
  const options = { maxBuffer: 64 * 1024 * 1024, timeout: 60_000, windowsHide: true };
  return (await run(binary.path, args, options)).stdout;
}

async function candidates(extension: vscode.Uri): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const setting = vscode.workspace.getConfiguration("pygloss").get<string>("server.path", "").trim();
  if (setting !== "") {
    const expanded = setting.replace(/^~(?=[\\/])/, homedir());
    found.push({ path: expanded, source: "setting", isExplicit: true });
  }
  const environment = process.env["PYGLOSS_SERVER_PATH"]?.trim() ?? "";
  if (environment !== "") {
    found.push({ path: environment, source: "environment", isExplicit: true });
  }
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    // A relative entry would let the opened folder choose the program.
    const program = path.join(folder, PROGRAM);
    if (path.isAbsolute(folder) && (await isExecutable(program))) {
      found.push({ path: program, source: "PATH", isExplicit: false });
      break;
    }
  }
  const bundled = vscode.Uri.joinPath(extension, "bin", PROGRAM).fsPath;
  if (await isExecutable(bundled)) {
    found.push({ path: bundled, source: "bundled", isExplicit: false });
  }
  return found;
}

function describe(candidate: Candidate): string {
  switch (candidate.source) {
    case "setting":
      return `program of the setting pygloss.server.path (${candidate.path})`;
    case "environment":
      return `program of the environment variable PYGLOSS_SERVER_PATH (${candidate.path})`;
    case "PATH":
      return `program on the path (${candidate.path})`;
    case "bundled":
      return "program that comes with the extension";
  }
}

/** The binary, or what is wrong with it. */
async function examine(candidate: Candidate): Promise<Binary | string> {
  if (!path.isAbsolute(candidate.path)) {
    return "its path must be absolute.";
  }
  if (!(await isExecutable(candidate.path))) {
    return "there is no program at this path.";
  }
  let version: string | undefined;
  try {
    const { stdout } = await run(candidate.path, ["--version"], { timeout: 20_000, windowsHide: true });
    version = /^pygloss (\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch (error) {
    return `it does not run (${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}).`;
  }
  if (version === undefined) {
    return "it does not answer `--version` as pygloss does.";
  }
  if (isOlder(version, OLDEST_SERVER)) {
    return `it is version ${version}; this extension needs ${OLDEST_SERVER} or newer.`;
  }
  return { path: candidate.path, source: candidate.source, version };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Compares the three numbers of versions. */
function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split(/[.+-]/, 3).map(Number);
  const [left, right] = [numbers(version), numbers(than)];
  for (const [index, wanted] of right.entries()) {
    const have = left[index] ?? 0;
    if (have !== wanted) {
      return have < wanted;
    }
  }
  return false;
}
