// What a person does in the window: read, fix, open notes.
import * as fs from "node:fs";
import * as path from "node:path";
import { CART, PYPROJECT, REQUIREMENTS, write } from "./files.mjs";
import { check, sleep, until, Window } from "./window.mjs";

/** The rendered note, once it shows all of `wanted`. */
export async function note(window, wanted) {
  return await until(`a rendered note with ${JSON.stringify(wanted)}`, async () => {
    for (const frame of window.page.frames()) {
      const text = await frame.evaluate(() => document.querySelector(".markdown-body")?.innerText ?? "").catch(() => "");
      if (wanted.every((part) => text.includes(part))) return frame;
    }
    return null;
  });
}

/** Whether a heading of the rendered note is in sight. */
export async function inSight(frame, id) {
  return await until(`the section ${id} in sight`, () =>
    frame
      .evaluate((id) => {
        const box = document.getElementById(id)?.getBoundingClientRect();
        return box && box.top >= -5 && box.top < window.innerHeight / 2;
      }, id)
      .catch(() => false),
  );
}

export async function tabs(window) {
  return await window.page.locator(".tabs-container .tab").evaluateAll((all) => all.map((tab) => tab.textContent.trim()));
}

export function journey(part) {
  const start = () => Window.start({ name: "journey", vsix: process.env.VSIX });
  return part.run(start, async (window, step) => {
    const { page } = window;
    const file = path.join(window.work, "cart.py");
    write(window.work, { "cart.py": CART });

    await step("a file is opened and its mistakes are underlined", async () => {
      await window.open("cart.py");
      await page.locator(".squiggly-warning").first().waitFor();
      await until("three underlines", async () => (await page.locator(".squiggly-warning").count()) >= 3);
    });

    await step("a hover says what is true of this code, and the note", async () => {
      const content = await window.hover("is 1000", [
        "`is` asks for the same object",
        "1000 is cached from CPython 3.15 on",
        "CPython creates the small integers once",
        "Asked next:",
        "Open the note",
      ]);
      const links = await content.locator("a[data-href]").evaluateAll((all) => all.map((a) => a.dataset.href));
      check(links.some((link) => link.startsWith("command:pygloss.notes.open?")), `the links are ${links.join(" ")}`);
      const said = await content.innerText();
      check(said.split("asks for the same object").length === 2, `the message is there twice: ${said}`);
      await window.screenshot("hover");
    });

    await step("the light bulb offers fix, note and silence", async () => {
      const place = await window.place("is 1000");
      await page.keyboard.press("Escape");
      await page.mouse.click(place.x, place.y);
      const rows = page.locator(".action-widget .monaco-list-row.action");
      // A press that comes while the cursor is still being placed is lost.
      await until("the list of actions", async () => {
        await page.keyboard.press("Control+.");
        return await rows.first().waitFor({ timeout: 2_000 }).then(() => true, () => false);
      });
      const titles = (await rows.allInnerTexts()).map((title) => title.trim());
      const wanted = [
        "Compare values with `==`",
        "Explain: Integer caching",
        "Ignore is-int-literal on this line",
        // The editor puts what belongs to no underline last.
        "Explain: Identity versus equality",
      ];
      check(titles.join("\n") === wanted.join("\n"), `the actions are ${JSON.stringify(titles)}`);
      await window.screenshot("light-bulb");
    });

    await step("the fix changes the text, and the file when it is saved", async () => {
      await page.locator(".action-widget .monaco-list-row.action").filter({ hasText: "Compare values" }).first().click();
      await until("`quantity == 1000` in the editor", async () => (await window.text()).includes("quantity == 1000"));
      await page.keyboard.press("Control+s");
      await until("the changed file", () => fs.readFileSync(file, "utf8").includes("return quantity == 1000\n"));
      await until("two underlines", async () => (await page.locator(".squiggly-warning").count()) === 2);
    });

    await step("a file that changes on disk is checked again", async () => {
      // Later than the save, so that the editor does not take the change for its own.
      await sleep(1_500);
      fs.writeFileSync(file, `${CART.replace("user == None", "user is None")}\n\n# changed on disk\n`);
      await until("the text from disk", async () => (await window.text()).includes("user is None"));
      await window.hover("is 1000", ["1000 is cached"]);
      fs.writeFileSync(file, CART);
      await until("the text from disk", async () => (await window.text()).includes("user == None"));
      await until("three underlines", async () => (await page.locator(".squiggly-warning").count()) === 3);
    });

    await step("a hover's link opens the note beside, at its section", async () => {
      const content = await window.hover("[]", ["this list is built once", "Open the note"]);
      await content.locator("a", { hasText: "Open the note" }).first().click();
      const frame = await note(window, ["Mutable and immutable objects", "mutable-default"]);
      await inSight(frame, "mutable-default");
      const open = await tabs(window);
      check(open.some((tab) => tab.includes("cart.py")) && open.some((tab) => tab.includes("mutable-vs-immutable")), `the tabs are ${open}`);
      check((await page.locator(".editor-group-container").count()) === 2, "the note is not beside the code");
      await window.screenshot("note");
    });

    await step("Open Note finds a topic by a few letters, in the same place", async () => {
      await window.command("Pygloss: Open Note…");
      const input = page.locator(".quick-input-widget input[type=text]").first();
      await until("the list of topics", async () => (await page.locator(".quick-input-list .monaco-list-row").count()) >= 5);
      const listed = await page.locator(".quick-input-list .quick-input-list-separator").allInnerTexts();
      const chapters = listed.map((text) => text.trim()).filter((text) => text !== "");
      check(chapters.length > 0 && new Set(chapters).size === chapters.length, `a chapter comes twice: ${chapters}`);
      await window.screenshot("open-note");
      await input.fill("intcach");
      const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Integer caching" }).first();
      await row.waitFor();
      const said = await row.innerText();
      check(said.includes("Why does `is` work for some equal integers"), `the question is missing: ${said}`);
      await row.click();
      await note(window, ["Integer caching", "The small-int cache"]);
      check((await page.locator(".editor-group-container").count()) === 2, "a third group was opened");
    });

    await step("links between notes work", async () => {
      const frame = await note(window, ["The small-int cache"]);
      await frame.locator('a[href*="is-vs-equality"]').first().click();
      const next = await note(window, ["Identity versus equality", "is-literal"]);
      await inSight(next, "is-literal");
    });

    await step("the Notes view lists topics by chapter and marks those of this file", async () => {
      const place = await window.place("is 1000");
      await page.mouse.click(place.x, place.y);
      await window.command("Explorer: Focus on Python Interview Notes View");
      const pane = page.locator(".pane").filter({ hasText: "Python Interview Notes" });
      const rows = pane.locator(".monaco-list-row");
      await until("the chapter and its topics", async () => (await rows.count()) >= 6);
      check((await rows.first().innerText()).includes("Objects and names"), "the chapter is missing");
      const marks = (title) => rows.filter({ hasText: title }).locator(".codicon-bookmark");
      await marks("Integer caching").waitFor();
      await marks("Mutable and immutable").waitFor();
      check((await marks("Argument passing").count()) === 0, "an untouched topic is marked");
      await rows.filter({ hasText: "Argument passing" }).click();
      await note(window, ["Argument passing", "by value or by reference"]);
      check((await page.locator(".editor-group-container").count()) === 2, "the note is not in its place beside the code");
      await window.screenshot("notes-view");
    });

    await step("the marks follow the text while it is typed", async () => {
      const place = await window.place("is 1000");
      await page.mouse.click(place.x, place.y);
      const pane = page.locator(".pane").filter({ hasText: "Python Interview Notes" });
      const row = pane.locator(".monaco-list-row").filter({ hasText: "Integer caching" });
      const marked = async () => (await row.locator(".codicon-bookmark").count()) === 1;
      await page.keyboard.press("Control+/");
      await until("the mark to go with the line", async () => !(await marked()));
      await page.keyboard.press("Control+/");
      await until("the mark to come back", marked);
    });

    await step("Explain At Cursor opens the note at its section", async () => {
      const place = await window.place("== None");
      await page.mouse.click(place.x, place.y);
      await window.command("Pygloss: Explain At Cursor");
      await inSight(await note(window, ["Identity versus equality"]), "eq-none");
    });

    await step("Show Patterns In This File lists and leads there", async () => {
      const place = await window.place("def is_guest");
      await page.mouse.click(place.x, place.y);
      await window.command("Pygloss: Show Patterns In This File");
      const rows = page.locator(".quick-input-list .monaco-list-row");
      await until("the patterns", async () => (await rows.count()) >= 6);
      const ids = (await rows.allInnerTexts()).map((text) => text.trim().replace(/\s*line \d[^]*/, ""));
      check(ids.slice(0, 3).join() === "mutable-default,is-int-literal,eq-none", `the findings are not first: ${ids}`);
      check(new Set(ids).size === ids.length, `a construct is listed twice: ${ids}`);
      await window.screenshot("patterns");
      // Away from the list first: the tip over the row that it rests on would take the click.
      await page.mouse.move(5, 400);
      await rows.filter({ hasText: "eq-none" }).click();
      await until("the cursor in line 14", async () => (await page.locator(".statusbar").innerText()).includes("Ln 14"));
    });

    await step("the code in Problems opens the note rendered", async () => {
      await page.keyboard.press("Control+Shift+M");
      const rows = page.locator(".markers-panel .monaco-list-row");
      await rows.filter({ hasText: "is-int-literal" }).first().waitFor();
      const link = rows.filter({ hasText: "is-int-literal" }).first().locator("a").filter({ hasText: "is-int-literal" });
      await link.click({ modifiers: ["Control"] });
      await inSight(await note(window, ["Integer caching"]), "is-int-literal");
      await page.keyboard.press("Control+Shift+M");
    });

    await step("the status item names the version and leads to the log", async () => {
      const place = await window.place("def is_guest");
      await page.mouse.click(place.x, place.y);
      const status = page.locator("#status\\.languageStatus").first();
      await status.waitFor();
      await status.click();
      const hover = page.locator(".monaco-hover:visible").filter({ hasText: "Pygloss" });
      await hover.first().waitFor();
      check(/Pygloss\s+\d+\.\d+\.\d+/.test(await hover.first().innerText()), await hover.first().innerText());
      await hover.first().locator("a", { hasText: "Show Logs" }).click();
      await until("the log", async () => {
        const said = await page.locator(".part.panel .view-lines").first().innerText();
        return said.replaceAll("\u00a0", " ").includes("The server runs as process");
      });
      await window.screenshot("log");
    });

    await step("packaging files are explained and underlined", async () => {
      write(window.work, { "pyproject.toml": PYPROJECT, "requirements.txt": REQUIREMENTS });
      await window.open("pyproject.toml");
      await window.hover("^2.28.2", [">=2.28.2,<3.0.0", "Open the note"]);
      await window.screenshot("pyproject");
      await window.open("requirements.txt");
      await window.hover("attrs", ["Open the note"]);
    });

    await step("what a failing step leaves: a picture and the logs", async () => {
      const folder = await window.keep("what is left", "kept");
      check(fs.statSync(path.join(folder, "window.png")).size > 10_000, "the picture is missing");
      const logs = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith("/Pygloss.log"));
      check(logs.length > 0, "the extension's log is missing");
      const said = fs.readFileSync(path.join(folder, logs[0]), "utf8");
      check(said.includes("Using the program that comes with the extension"), `the log does not name the program: ${said}`);
      check(fs.readFileSync(path.join(folder, "editor.log"), "utf8").includes("HTTP server listening"), "the editor's log is missing");
      fs.rmSync(path.join(folder, ".."), { recursive: true });
    });
  });
}
