// Opens the built site in Chromium: nothing is wider than the window, nothing is loaded from
// elsewhere, no script fails, the search finds a pattern, both colour schemes have readable text.
//
//   node browser.mjs SITE [--pictures FOLDER] [PAGE…]
import assert from "node:assert/strict";
import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import * as path from "node:path";

const { chromium } = createRequire(`${process.env.E2E}/vscode/`)("playwright-core");
const [site, ...rest] = process.argv.slice(2);
const pictures = rest[0] === "--pictures" ? rest.splice(0, 2)[1] : undefined;
const only = rest;
if (pictures) mkdirSync(pictures, { recursive: true });

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".xml": "text/xml" };
const server = createServer((request, response) => {
  let file = path.join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
  if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, "index.html");
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/`;

/** How long a step may take, in milliseconds; it only ends a run that hangs. */
const PATIENCE = 180_000;
const WINDOWS = { desktop: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };
const PAGES = {
  home: "", install: "install/", topics: "topics/", topic: "topics/mutable-vs-immutable/", scopes: "topics/scope-legb/",
  patterns: "patterns/", settings: "reference/settings/", commands: "reference/commands/", own: "own-topic/", neovim: "editors/neovim/",
  compare: "compare/", vscode: "editors/vscode/",
};

/** The ratio of contrast of text and its background, after WCAG 2. */
const contrast = (selector) => {
  const channels = (color) => color.match(/[\d.]+/g).slice(0, 4).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let behind = element;
  let ground = [255, 255, 255];
  for (; behind; behind = behind.parentElement) {
    const color = channels(getComputedStyle(behind).backgroundColor);
    if (color.length < 4 || color[3] > 0.9) { ground = color; break; }
  }
  let ink = channels(getComputedStyle(element).color);
  const alpha = ink[3] ?? 1;
  ink = ink.slice(0, 3).map((v, i) => v * alpha + ground[i] * (1 - alpha));
  const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM, headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
let looked = 0;
try {
  const page = await browser.newPage({ viewport: WINDOWS.desktop });
  page.setDefaultTimeout(PATIENCE);
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) failures.push(`asks for ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
  });
  for (const [name, address] of Object.entries(PAGES)) {
    if (only.length && !only.includes(name)) continue;
    await page.goto(base + address, { waitUntil: "load" });
    await page.addStyleTag({ content: "* { transition: none !important; }" });
    for (const [kind, viewport] of Object.entries(WINDOWS)) {
      await page.setViewportSize(viewport);
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
      assert.ok(wide[0] <= wide[1], `${name} at ${kind}: ${wide[0]} px wide in a window of ${wide[1]}`);
      for (const [colorScheme, scheme] of [["light", "default"], ["dark", "slate"]]) {
        await page.emulateMedia({ colorScheme });
        await page.waitForFunction((scheme) => document.body.getAttribute("data-md-color-scheme") === scheme, scheme);
        for (const selector of [".md-content p", ".md-content code", ".pg-question", ".pg-facts", ".pg-says", ".pg-badge", ".pg-hover p"]) {
          if (!(await page.locator(selector).count())) continue;
          const ratio = await page.evaluate(contrast, selector);
          assert.ok(ratio >= 4.5, `${name} in ${colorScheme}: ${selector} has a contrast of ${ratio.toFixed(2)}`);
        }
        if (pictures) await page.screenshot({ path: path.join(pictures, `${name}-${kind}-${colorScheme}.png`) });
        looked += 1;
      }
    }
    assert.deepEqual(failures, [], name);
  }
  // The search, in the narrow window, finds a pattern and leads to its section.
  await page.setViewportSize(WINDOWS.phone);
  await page.goto(base);
  await page.locator("label[for=__search].md-header__button").click();
  await page.locator(".md-search__input").fill("mutable-default");
  const hit = page.locator(".md-search-result__link").filter({ hasText: "mutable-default" }).first();
  await hit.click({ timeout: PATIENCE });
  await page.waitForURL(/mutable-default|mutable-vs-immutable/, { timeout: PATIENCE });
  // The first tab of a finding shows what changes, the second what a hover says.
  await page.goto(`${base}topics/mutable-vs-immutable/#mutable-default`);
  const says = page.locator("#mutable-default ~ .pg-says").first();
  const tabs = says.locator("xpath=following-sibling::div[1]");
  assert.match(await tabs.locator(".tabbed-block").first().innerText(), /\+.*None/);
  await tabs.locator(".tabbed-labels label").nth(1).click();
  await tabs.locator(".pg-hover").waitFor({ timeout: PATIENCE });
} finally {
  await browser.close();
  server.close();
}
console.log(`${looked} views looked at; the search and the tabs work`);
