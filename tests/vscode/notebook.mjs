// Cells of a notebook, each a document of its own.
import { NOTEBOOK, write } from "./files.mjs";
import { Window } from "./window.mjs";

export function notebook(part) {
  const start = () => Window.start({ name: "notebook", vsix: process.env.VSIX });
  return part.run(start, async (window, step) => {
    const { page } = window;
    write(window.work, { "cells.ipynb": NOTEBOOK });

    await step("a cell's mistakes are underlined", async () => {
      // By its address it would be opened as text, before the editor knows of notebooks.
      await window.open();
      await page.locator(".explorer-folders-view .monaco-list-row").filter({ hasText: "cells.ipynb" }).dblclick({ timeout: 60_000 });
      await page.locator(".notebook-editor .squiggly-info").first().waitFor({ timeout: 60_000 });
    });

    await step("a cell's hover explains", async () => {
      await window.hover("is 1000", ["1000 is cached", "Open the note"]);
      await window.screenshot("notebook");
    });
  });
}
