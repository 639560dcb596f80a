// What helps a person along: the buttons of the error messages, the walkthrough, both themes.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, write } from "./files.mjs";
import { check, until, Window } from "./window.mjs";

const { PYGLOSS } = process.env;

export function advice(part) {
  const settings = { "pygloss.server.path": "/nowhere/pygloss" };
  const start = () => Window.start({ name: "advice", vsix: process.env.VSIX, settings });
  return part.run(start, async (window, step) => {
    const { page } = window;
    const user = path.join(window.profile, "data/User/settings.json");
    const change = (values) => {
      const all = { ...JSON.parse(fs.readFileSync(user, "utf8")), ...values };
      fs.writeFileSync(user, JSON.stringify(all));
    };
    const old = path.join(window.profile, "old-pygloss");
    write(window.work, { "cart.py": CART });
    fs.writeFileSync(old, "#!/bin/sh\necho pygloss 0.0.9\n", { mode: 0o755 });
    const toast = (text) => page.locator(".notification-toast").filter({ hasText: text }).last();

    await step("a missing program is told, and a button leads to its setting", async () => {
      await window.open("cart.py");
      const message = toast("/nowhere/pygloss");
      await message.waitFor({ timeout: 120_000 });
      for (const button of ["Choose Program…", "How to Install", "Open Settings"]) {
        check((await message.getByRole("button", { name: button }).count()) === 1, `there is no button ${button}`);
      }
      await window.screenshot("missing");
      await message.getByRole("button", { name: "Open Settings" }).click();
      const setting = page.locator(".settings-editor").filter({ hasText: "Server: Path" });
      await setting.first().waitFor();
      await page.keyboard.press("Escape");
    });

    await step("a program that is too old is told, and a button chooses another", async () => {
      change({ "pygloss.server.path": old });
      const message = toast("0.0.9");
      await message.waitFor();
      await message.getByRole("button", { name: "Choose Program…" }).click();
      const input = page.locator(".quick-input-widget input[type=text]").first();
      await until("the dialog", async () => (await input.inputValue()).startsWith("/"));
      await input.fill(PYGLOSS);
      await until("the program to be chosen", async () => {
        await page.locator(".quick-input-widget").getByRole("button", { name: "Use" }).click().catch(() => undefined);
        const machine = path.join(window.profile, "data/Machine/settings.json");
        return [user, machine].some((file) => fs.existsSync(file) && fs.readFileSync(file, "utf8").includes(PYGLOSS));
      });
      await window.command("View: Close Editor");
      await page.locator(".squiggly-warning").first().waitFor();
    });

    await step("the walkthrough opens with its pictures", async () => {
      await window.command("Welcome: Open Walkthrough...");
      const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Get started with Pygloss" });
      await row.first().click();
      const page_ = page.locator(".gettingStartedContainer");
      await page_.getByText("Hover over a construct").first().waitFor();
      for (const title of ["Fix it, or silence it", "Read the notes"]) {
        check((await page_.getByText(title).count()) > 0, `the step ${title} is missing`);
      }
      await until("the picture", () =>
        page.evaluate(() => [...document.querySelectorAll(".gettingStartedContainer img")].some((one) => one.naturalWidth > 100)),
      );
      await window.screenshot("walkthrough");
      await window.command("View: Close Editor");
    });

    for (const [name, theme, mark] of [["light", "Default Light Modern", "vs"], ["dark", "Default Dark Modern", "vs-dark"]]) {
      await step(`a hover in a ${name} theme`, async () => {
        change({ "workbench.colorTheme": theme });
        await page.locator(`.monaco-workbench.${mark}`).first().waitFor();
        await page.mouse.move(5, 5);
        await window.hover("[]", ["Open the note"]);
        await window.screenshot(`hover-${name}`);
        await page.keyboard.press("Escape");
      });
    }
  });
}
