// What helps a person along: the buttons of the error messages, the walkthrough, both themes.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, write } from "./files.mjs";
import { note } from "./journey.mjs";
import { check, until, Window } from "./window.mjs";

const { PYGLOSS } = process.env;

export function advice(part) {
  const start = () => Window.start({ name: "advice", vsix: process.env.VSIX, machine: { "pygloss.server.path": "/nowhere/pygloss" } });
  return part.run(start, async (window, step) => {
    const { page } = window;
    const change = (file, values) => {
      const all = { ...JSON.parse(fs.readFileSync(file, "utf8")), ...values };
      fs.writeFileSync(file, JSON.stringify(all));
    };
    const old = path.join(window.profile, "old-pygloss");
    write(window.work, { "cart.py": CART });
    fs.writeFileSync(old, "#!/bin/sh\necho pygloss 0.0.9\n", { mode: 0o755 });
    const toast = (text) => page.locator(".notification-toast").filter({ hasText: text }).last();

    await step("a missing program is told, and a button leads to its setting", async () => {
      await window.open("cart.py");
      const message = toast("/nowhere/pygloss");
      await message.waitFor();
      for (const button of ["Choose Program…", "How to Install", "Open Settings"]) {
        check((await message.getByRole("button", { name: button }).count()) === 1, `there is no button ${button}`);
      }
      await window.screenshot("missing");
      await message.getByRole("button", { name: "Open Settings" }).click();
      const setting = page.locator(".settings-editor").filter({ hasText: "Server: Path" });
      await setting.first().waitFor();
      await page.keyboard.press("Escape");
    });

    await step("the status item says it too", async () => {
      await page.locator(".tabs-container .tab").filter({ hasText: "cart.py" }).click();
      const status = page.locator("#status\\.languageStatus").first();
      await status.click();
      const told = page.locator(".monaco-hover:visible").filter({ hasText: "Pygloss" }).first();
      await told.waitFor();
      const said = await told.innerText();
      check(said.includes("does not run"), `the status item says ${said}`);
      const logs = await told.locator("a", { hasText: "Show Logs" }).boundingBox();
      check(logs && logs.x + logs.width <= page.viewportSize().width, "the way to the log is out of sight");
      check((await told.locator(".codicon-error").count()) === 1, "the status item shows no error");
      await window.screenshot("status-failed");
      await page.keyboard.press("Escape");
    });

    await step("a program that is too old is told, and a button chooses another", async () => {
      change(window.machineFile, { "pygloss.server.path": old });
      const message = toast("0.0.9");
      await message.waitFor();
      await message.getByRole("button", { name: "Choose Program…" }).click();
      const input = page.locator(".quick-input-widget input[type=text]").first();
      await until("the dialog", async () => (await input.inputValue()).startsWith("/"));
      // The dialog lists its folder first, and then forgets what was typed meanwhile.
      await until("the program to be chosen", async () => {
        if (!(await input.isVisible())) {
          return fs.readFileSync(window.machineFile, "utf8").includes(PYGLOSS);
        }
        // Never by the window's keyboard: once the dialog is closed that would type into the file.
        const soon = { timeout: 1_000 };
        await input.fill(PYGLOSS, soon).catch(() => undefined);
        await page.waitForTimeout(500);
        await input.press("Enter", soon).catch(() => undefined);
        await page.waitForTimeout(500);
        return false;
      });
      await window.open("cart.py");
      await page.locator(".squiggly-warning").first().waitFor();
    });

    await step("the walkthrough opens with its pictures", async () => {
      await window.command("Welcome: Open Walkthrough...");
      const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Get started with Pygloss" });
      await row.first().click();
      const page_ = page.locator(".gettingStartedContainer");
      await page_.getByText("Hover over a construct").first().waitFor();
      await page.keyboard.press("Control+b");
      for (const [title, words, name] of [
        ["Hover over a construct", "A hover over", "hover"],
        ["Fix it, or silence it", "The light bulb", "fix"],
        ["Read the notes", "A note rendered", "notes"],
      ]) {
        await page_.locator(".getting-started-step").filter({ hasText: title }).first().click();
        await until(`the picture of "${title}"`, () =>
          page.evaluate((words) => {
            const pictures = [...document.querySelectorAll(".gettingStartedContainer img")];
            return pictures.some((one) => one.alt.startsWith(words) && one.naturalWidth > 100 && one.offsetWidth > 0);
          }, words),
        );
        await window.screenshot(`walkthrough-${name}`);
      }
      await page.keyboard.press("Control+b");
      await window.command("View: Close Editor");
    });

    for (const [name, mark] of [["light", "vs"], ["dark", "vs-dark"]]) {
      await step(`a hover and its note in a ${name} theme`, async () => {
        if ((await page.locator(`.monaco-workbench.${mark}`).count()) === 0) {
          await window.command("Preferences: Toggle between Light/Dark Themes");
        }
        await page.locator(`.monaco-workbench.${mark}`).first().waitFor();
        await page.mouse.move(5, 5);
        const content = await window.hover("[]", ["Open the note"]);
        await window.screenshot(`hover-${name}`);
        await content.locator("a", { hasText: "Open the note" }).first().click();
        const frame = await note(window, ["Mutable and immutable objects"]);
        const theme = name === "dark" ? "vscode-dark" : "vscode-light";
        await until(`the note in ${name}`, () => frame.evaluate((theme) => document.body.classList.contains(theme), theme));
        await page.mouse.move(5, 5);
        await page.locator(".monaco-hover:visible").first().waitFor({ state: "hidden" });
        await window.screenshot(`note-${name}`);
      });
    }
  });
}
