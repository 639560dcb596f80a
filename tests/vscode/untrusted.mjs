// Restricted Mode: a folder that is not trusted cannot choose the program, all else works.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, write } from "./files.mjs";
import { check, until, Window } from "./window.mjs";

export function untrusted(part) {
  const start = () => Window.start({ name: "untrusted", vsix: process.env.VSIX, trust: true });
  return part.run(start, async (window, step) => {
    const { page } = window;
    const proof = path.join(window.profile, "was-run");
    const evil = path.join(window.work, "evil");
    write(window.work, {
      "cart.py": CART,
      evil: `#!/bin/sh\ntouch ${proof}\necho "pygloss 9.9.9"\n`,
      ".vscode/settings.json": JSON.stringify({ "pygloss.server.path": evil }),
    });
    fs.chmodSync(evil, 0o755);

    await step("without trust the extension answers", async () => {
      await window.open("cart.py");
      await page.locator(".statusbar").getByText("Restricted Mode").waitFor();
      await page.locator(".squiggly-warning").first().waitFor();
      await window.hover("is 1000", ["1000 is cached", "Open the note"]);
      await window.screenshot("untrusted");
    });

    await step("the folder's program is not run", () => {
      check(!fs.existsSync(proof), "the program that the folder names was run");
    });

    await step("once trusted, the folder's program is taken", async () => {
      await window.command("Workspaces: Manage Workspace Trust");
      await page.getByRole("button", { name: "Trust", exact: true }).first().click();
      await until("the program to be run", () => fs.existsSync(proof));
    });
  });
}
