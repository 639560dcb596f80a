// Takes the pictures of the README and the walkthrough from the real editor, and draws the icon.
import * as fs from "node:fs";
import * as path from "node:path";
import { drawIcon } from "../../editors/vscode/scripts/icon.mjs";
import { CART, write } from "./files.mjs";
import { note } from "./journey.mjs";
import { sleep, until, Window } from "./window.mjs";

const { CHROMIUM, E2E, OUT, ROOT, VSIX } = process.env;
const extension = path.join(ROOT, "editors/vscode");
const MARGIN = 12;

/** The smallest box around some boxes, with a margin, inside the window. */
function around(boxes, { width, height }) {
  const left = Math.max(0, Math.min(...boxes.map((box) => box.x)) - MARGIN);
  const top = Math.max(0, Math.min(...boxes.map((box) => box.y)) - MARGIN);
  const right = Math.min(width, Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN);
  const bottom = Math.min(height, Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Calm surroundings of what a picture shows. */
const PLAIN = {
  "editor.hover.above": false,
  "editor.scrollbar.vertical": "hidden",
  "editor.scrollbar.horizontal": "hidden",
  "editor.overviewRulerBorder": false,
  "editor.hideCursorInOverviewRuler": true,
  "editor.guides.indentation": false,
  "breadcrumbs.enabled": false,
};

function keep(name, target) {
  fs.copyFileSync(path.join(OUT, `${name}.png`), path.join(extension, target));
  console.log(`${target}: ${Math.round(fs.statSync(path.join(extension, target)).size / 1024)} kB`);
}

async function hoverAndFix() {
  const viewport = { width: 960, height: 1500 };
  const window = await Window.start({ name: "pictures", vsix: VSIX, viewport, scale: 1.5, settings: PLAIN });
  try {
    const { page } = window;
    write(window.work, { "cart.py": CART });
    await window.open("cart.py");
    await until("three underlines", async () => (await page.locator(".squiggly-warning").count()) >= 3);
    await page.keyboard.press("Control+b");
    await sleep(500);
    const line = await page.locator(".view-line").nth(8).boundingBox();
    // The line above stays out of the picture.
    const top = { ...line, y: line.y + MARGIN - 2 };
    await window.hover("is 1000", ["1000 is cached", "Open the note"]);
    await sleep(500);
    const margin = await page.locator(".editor-instance .line-numbers").first().boundingBox();
    const hover = await page.locator(".monaco-hover:visible").first().boundingBox();
    const left = { ...margin, y: top.y, height: 10 };
    await window.screenshot("hover", around([{ ...top, width: 400 }, left, hover], viewport));
    keep("hover", "images/hover.png");

    await page.keyboard.press("Escape");
    const place = await window.place("is 1000");
    await page.mouse.move(place.x, place.y + 400);
    await page.mouse.click(place.x, place.y);
    const list = page.locator(".action-widget").first();
    await until("the list of actions", async () => {
      await page.keyboard.press("Control+.");
      return await list.waitFor({ timeout: 2_000 }).then(() => true, () => false);
    });
    await sleep(500);
    await window.screenshot("fix", around([{ ...top, width: 400 }, left, await list.boundingBox()], viewport));
    keep("fix", "images/fix.png");
  } finally {
    await window.close();
  }
}

async function notes() {
  const viewport = { width: 1360, height: 860 };
  const window = await Window.start({ name: "pictures", vsix: VSIX, viewport, settings: PLAIN });
  try {
    const { page } = window;
    write(window.work, { "cart.py": CART });
    await window.open("cart.py");
    await until("three underlines", async () => (await page.locator(".squiggly-warning").count()) >= 3);
    await window.command("Explorer: Focus on Python Interview Notes View");
    const pane = page.locator(".pane").filter({ hasText: "Python Interview Notes" });
    await pane.locator(".codicon-bookmark").first().waitFor();
    // The view takes the room of the others, which are of no use here.
    for (const other of ["work", "Outline", "Timeline"]) {
      const header = page.locator(".pane-header").filter({ hasText: other }).first();
      if ((await header.getAttribute("aria-expanded")) === "true") await header.click();
    }
    await pane.locator(".monaco-list-row").filter({ hasText: "Mutable and immutable" }).click();
    await note(window, ["Mutable and immutable objects"]);
    await page.mouse.move(700, 700);
    await sleep(1_000);
    await window.screenshot("notes");
    keep("notes", "images/notes.png");
  } finally {
    await window.close();
  }
}

await drawIcon(path.join(E2E, "vscode/package.json"), CHROMIUM);
await hoverAndFix();
await notes();
process.exit(0);
