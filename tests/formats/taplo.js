// The engine of Even Better TOML, told of a schema as that extension tells it of `contributes.tomlValidation`, and given
// files: its diagnostics, as `[[line, message], …]` for each file. Reads `{url, fileMatch, files: [[name, text], …]}`.
const fs = require("node:fs/promises");
const { TaploLsp } = require("@taplo/lsp");

const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const folder = "file:///tmp/somewhere/";
const settings = { schema: { enabled: true, catalogs: [], associations: {} }, taplo: { configFile: { enabled: false } } };
const waiting = [];
let taplo;

/** The first message from now on that fits. */
const message = (fits) => new Promise((resolve) => waiting.push([fits, resolve]));
const notify = (method, params) => taplo.send({ jsonrpc: "2.0", method, params });

function onMessage(sent) {
  if (sent.method === "workspace/configuration") {
    taplo.send({ jsonrpc: "2.0", id: sent.id, result: sent.params.items.map(() => settings) });
  }
  for (const [fits, resolve] of waiting) if (fits(sent)) resolve(sent);
}

async function main() {
  const environment = {
    cwd: () => process.cwd(), envVar: (name) => process.env[name], envVars: () => Object.entries(process.env),
    findConfigFile: () => undefined, glob: () => [], isAbsolute: (path) => path.startsWith("/"), isWindows: () => false,
    now: () => new Date(), readFile: (path) => fs.readFile(path), writeFile: () => Promise.resolve(),
    stderr: process.stderr, stdErrAtty: () => false, stdin: process.stdin, stdout: process.stderr,
    urlToFilePath: (url) => decodeURIComponent(new URL(url).pathname), fetch: { fetch: () => Promise.reject(new Error("no network")), Headers, Request, Response },
  };
  taplo = await TaploLsp.initialize(environment, { onMessage });
  const workspaceFolders = [{ uri: folder, name: "somewhere" }];
  const configured = message((sent) => sent.method === "workspace/configuration");
  const initialized = message((sent) => sent.id === 1);
  taplo.send({ jsonrpc: "2.0", id: 1, method: "initialize", params: {
    processId: null, rootUri: folder, workspaceFolders, capabilities: { workspace: { configuration: true } },
    initializationOptions: { configurationSection: "evenBetterToml" } } });
  await initialized;
  notify("initialized", {});
  await configured;
  for (const name of asked.fileMatch) {
    notify("taplo/associateSchema", { schemaUri: asked.url, priority: 10, rule: { glob: `**/${name}` }, meta: { source: "extension" } });
  }
  const found = [];
  for (const [name, text] of asked.files) {
    const uri = folder + name;
    // It publishes thrice: by the grammar, by the rules of TOML, by the schema.
    let published = 0;
    const last = message((sent) => sent.method === "textDocument/publishDiagnostics" && sent.params.uri === uri && ++published === 3);
    notify("textDocument/didOpen", { textDocument: { uri, languageId: "toml", version: 1, text } });
    const { params } = await last;
    found.push(params.diagnostics.map((one) => [one.range.start.line + 1, one.message]));
  }
  process.stdout.write(JSON.stringify(found), () => process.exit(0));
}

// While it waits nothing else keeps the process.
setTimeout(() => {
  console.error("no answer within two minutes");
  process.exit(1);
}, 120_000);
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
