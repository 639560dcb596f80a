// Draws images/icon.png from scripts/icon.svg; tests/vscode/run --pictures calls it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export async function drawIcon(playwrightFrom, executablePath) {
  const { chromium } = createRequire(playwrightFrom)("playwright-core");
  const browser = await chromium.launch({ executablePath, headless: true, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 128, height: 128 } });
    const svg = readFileSync(new URL("icon.svg", import.meta.url), "utf8");
    await page.setContent(`<body style="margin:0;background:transparent">${svg}</body>`);
    const file = fileURLToPath(new URL("../images/icon.png", import.meta.url));
    await page.screenshot({ path: file, omitBackground: true });
  } finally {
    await browser.close();
  }
}
