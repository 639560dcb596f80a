// Builds the .vsix for the machine that it runs on, with the server's program inside.
//
//   node scripts/package.mjs [--out FILE]
//
// The program is built in release mode, unless PYGLOSS_BINARY names one. PYGLOSS_TARGET names the
// platform when the program is one for another (what `vsce package --target` takes).
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const extension = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(path.dirname(extension));
const run = (program, args, cwd) => execFileSync(program, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });

/** This machine in the words of `vsce package --target`. */
function thisTarget() {
  const { platform, arch } = process;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  const system = platform === "linux" && glibc === undefined ? "alpine" : platform;
  return `${system}-${arch === "arm" ? "armhf" : arch}`;
}

const target = process.env.PYGLOSS_TARGET ?? thisTarget();
const name = target.startsWith("win32") ? "pygloss.exe" : "pygloss";
let binary = process.env.PYGLOSS_BINARY;
if (!binary) {
  run("cargo", ["build", "--release", "--locked", "--quiet"], root);
  const metadata = run("cargo", ["metadata", "--format-version", "1", "--no-deps", "--locked"], root);
  binary = path.join(JSON.parse(metadata).target_directory, "release", name);
}

const flag = process.argv.indexOf("--out");
const out = path.resolve(flag > 0 ? process.argv[flag + 1] : path.join(extension, `pygloss-${target}.vsix`));
const bin = path.join(extension, "bin");
rmSync(bin, { recursive: true, force: true });
mkdirSync(bin);
try {
  copyFileSync(binary, path.join(bin, name));
  chmodSync(path.join(bin, name), 0o755);
  const vsce = path.join(extension, "node_modules", "@vscode", "vsce", "vsce");
  // package.json names no repository, as Cargo.toml does not: there is no public one yet. On GitHub
  // the one that the workflow runs in stands in, and pictures and links of the README lead there.
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA } = process.env;
  const raw = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/raw/${GITHUB_SHA}/editors/vscode`;
  const links = GITHUB_REPOSITORY
    ? ["--baseImagesUrl", raw, "--baseContentUrl", raw.replace("/raw/", "/blob/")]
    : ["--no-rewrite-relative-links"];
  const args = ["package", "--target", target, "--no-dependencies", "--allow-missing-repository", ...links, "--out", out];
  run(process.execPath, [vsce, ...args], extension);
} finally {
  rmSync(bin, { recursive: true, force: true });
}
if (!existsSync(out)) throw new Error(`${out} was not written`);
console.log(out);
