// Notes of one's own: in the hover, in the note's file, and checked.
import { write } from "./files.mjs";
import { check, until, Window } from "./window.mjs";

const NOTE = `# 7. \`is\` vs \`==\`

My own words on identity.

\`\`\`python
def add(item, to=[]):
    to.append(item)
    return to
\`\`\`

\`\`\`python
x = 1
`;

export function notes(part) {
  const start = () => Window.start({ name: "notes", vsix: process.env.VSIX });
  return part.run(start, async (window, step) => {
    const { page } = window;
    write(window.work, {
      "pygloss.toml": 'notes = ["mine/*.md"]\n',
      "mine/python.md": NOTE,
      "a.py": "def f(x):\n    return x is None\n",
    });

    await step("a hover shows the own note", async () => {
      await window.open("a.py");
      const content = await window.hover("is None", ["Your notes:", "My own words on identity"]);
      // The note's last fence is never closed; our text behind it is no code.
      check(!(await content.locator("code, pre").allTextContents()).some((code) => code.includes("asks the objects")), "our text is code");
      await window.screenshot("own-note");
    });

    await step("the note's heading tells where the workspace shows its topic", async () => {
      await window.open("mine/python.md");
      const lens = page.locator(".codelens-decoration a", { hasText: "is-vs-equality" }).first();
      await until("the lens with a count", async () => /· 1 place/.test((await lens.textContent().catch(() => "")) ?? ""));
      await window.screenshot("own-note-lens");
      await lens.click();
      await page.locator(".zone-widget .reference-file, .reference-zone-widget, .monaco-editor .peekview-widget").first().waitFor();
      await page.keyboard.press("Escape");
    });

    await step("a mistake in an example of the note is underlined", async () => {
      await page.locator("[class*=squiggly-]").first().waitFor();
      await window.hover("[]", ["this list is built once"]);
    });

    await step("the notes are checked", async () => {
      await window.command("Pygloss: Check Notes");
      await page.getByText("problems in 1 note").first().waitFor();
      const panel = page.locator(".markers-panel");
      await panel.getByText("never closed").first().waitFor();
      const listed = await panel.textContent();
      check(listed.includes("fence-unclosed"), "the kind of the problem is not shown");
      check(listed.split("mutable-default").length === 2, `a mistake is listed twice: ${listed}`);
      await window.screenshot("check-notes");
    });
  });
}
