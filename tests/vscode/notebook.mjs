// Cells of a notebook, each a document of its own.
import { NOTEBOOK, write } from "./files.mjs";
import { until, Window } from "./window.mjs";

export function notebook(part) {
  const start = () => Window.start({ name: "notebook", vsix: process.env.VSIX, env: { PYGLOSS_SERVER_PATH: process.env.RECORDER } });
  return part.run(start, async (window, step) => {
    const { page } = window;
    write(window.work, { "cells.ipynb": NOTEBOOK });

    await step("a cell's mistakes are underlined", async () => {
      await window.open();
      const file = page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: "cells.ipynb" });
      await file.waitFor();
      // Until the editor knows of notebooks it opens the file as text.
      await until("the notebook", async () => {
        await file.dblclick();
        const isNotebook = await page.locator(".notebook-editor").first().waitFor({ timeout: 3_000 }).then(() => true, () => false);
        if (!isNotebook) await window.command("View: Close All Editors");
        return isNotebook;
      });
      await page.locator(".notebook-editor [class*=squiggly-]").first().waitFor();
    });

    await step("a cell's hover explains", async () => {
      await window.hover("is 1000", ["1000 is cached", "Open the note"]);
      await window.screenshot("notebook");
    });

    await step("a name from an earlier cell is known in a later one", async () => {
      await page.mouse.move(5, 5);
      await window.hover(":]", ["rows[0] and rows[1]", "shallow copy"]);
      await window.screenshot("notebook-earlier-cell");
    });
  });
}
