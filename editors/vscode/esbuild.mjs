// Bundles the extension into dist/extension.js.
import { build, context } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";

/** The chapter of each topic, for servers whose `explain` does not tell it. */
function chapters() {
  const folder = new URL("../../grammar-queries/", import.meta.url);
  const found = {};
  for (const topic of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const note = readFileSync(new URL(`${topic.name}/note.md`, folder), "utf8");
    const chapter = /^chapter\s*=\s*"(.+)"\s*$/m.exec(note)?.[1];
    if (chapter) found[topic.name] = chapter;
  }
  return found;
}

const options = {
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: process.argv.includes("--production"),
  sourcemap: !process.argv.includes("--production"),
  define: { CHAPTERS: JSON.stringify(chapters()) },
  logLevel: "warning",
};
if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
} else {
  await build(options);
}
