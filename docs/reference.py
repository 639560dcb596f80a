"""The pages that list: patterns, topics, settings, the command line.

Owns their tables. Must not know the site's navigation.
"""

from __future__ import annotations

import json
import re

from program import Program


def topics_page(topics: list[dict], patterns: list[dict]) -> str:
    """All topics as cards, chapter by chapter in the catalogue's order."""
    out = ["---\ntitle: Topics\nhide: [toc]\n---", "# Topics", "The question that is asked, and behind each the note, its patterns, their fixes and hovers.\n{ .pg-question }"]
    chapters = list(dict.fromkeys(topic["chapter"] for topic in topics))
    for chapter in chapters:
        out.append(f"## {chapter}")
        cards = []
        for topic in (topic for topic in topics if topic["chapter"] == chapter):
            own = [one for one in patterns if one["topic"] == topic["id"]]
            findings = sum(one["kind"] == "finding" for one in own)
            counts = f"{findings} {'finding' if findings == 1 else 'findings'} · {len(own) - findings} {'hover' if len(own) - findings == 1 else 'hovers'}"
            cards.append(f"-   **[{topic['title']}]({topic['id']}.md)**\n\n    {topic['question']}\n\n    {counts}\n    {{ .pg-count }}")
        out.append('<div class="grid cards pg-topics" markdown>\n\n' + "\n\n".join(cards) + "\n\n</div>")
    return "\n\n".join(out) + "\n"


def patterns_page(topics: list[dict], patterns: list[dict]) -> str:
    """Every pattern with its severity, whether it has fixes, and its names elsewhere."""
    out = [
        "# Patterns",
        f"{sum(one['kind'] == 'finding' for one in patterns)} findings, which are reported, and "
        f"{sum(one['kind'] == 'gloss' for one in patterns)} glosses, which only answer a hover.\n{{ .pg-question }}",
        "The ids are what `select`, `ignore`, `severity` and `# pygloss: ignore[…]` take; so are the ids of topics.",
    ]
    for topic in topics:
        own = [one for one in patterns if one["topic"] == topic["id"]]
        if not own:
            continue
        rows = ["| pattern | severity | fix | elsewhere |", "| --- | --- | :-: | --- |"]
        for one in own:
            link = f"[`{one['id']}`](topics/{topic['id']}.md#{one['id']})"
            severity = f'<span class="pg-badge pg-{one["severity"]}">{one["severity"]}</span>' if one["severity"] else "hover"
            elsewhere = ", ".join(f"`{code}`" for code in one["equivalents"])
            rows.append(f"| {link} | {severity} | {'yes' if one['fixes'] else ''} | {elsewhere} |")
        out.append(f"## {topic['id']}\n\n" + "\n".join(rows))
    return "\n\n".join(out) + "\n"


#: More words than these are ids, which the page of patterns lists.
MANY = 20


def _type(schema: dict) -> str:
    """What a value is, in words."""
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return "ids" if len(schema["enum"]) > MANY else _either([f"`{json.dumps(value)}`" for value in schema["enum"]])
    for key in ("oneOf", "anyOf"):
        if key in schema:
            # Ids of one's own topics are strings that no schema knows.
            kinds = [_type(one) for one in schema[key]]
            return "ids" if "ids" in kinds else _either(kinds)
    kind = schema.get("type")
    if kind == "array":
        items = _type(schema.get("items", {}))
        return f"a list of {'strings' if items == 'a string' else items}"
    if kind == "object":
        return f"a table of ids, each with {_type(schema['additionalProperties'])}"
    return {"string": "a string", "boolean": "`true` or `false`", "integer": "a whole number"}[kind]


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _resolved(schema, root: dict):
    """The schema with its references followed."""
    if isinstance(schema, list):
        return [_resolved(one, root) for one in schema]
    if not isinstance(schema, dict):
        return schema
    # The only way to say more of a reference in this draft.
    for inner in schema.get("allOf", []):
        schema = {**inner, **{key: value for key, value in schema.items() if key != "allOf"}}
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return {key: _resolved(value, root) for key, value in schema.items() if key != "definitions"}


def settings_page(schema: dict, introduction: str) -> str:
    """Each setting with what it takes, its default and its name in VS Code, from the JSON schema of
    the settings. Something in the schema that has no words here is an error."""
    out = [introduction.strip()]
    for name, raw in schema["properties"].items():
        one = _resolved(raw, schema)
        facts = [f"takes {_type(one)}"]
        if one.get("default") not in (None, [], {}):
            facts.append(f"default `{json.dumps(one['default'])}`")
        facts.append(f"`pygloss.{re.sub('-(.)', lambda letter: letter[1].upper(), name)}` in VS Code")
        out.append(f"### {name}\n\n{' · '.join(facts)}\n{{ .pg-facts }}\n\n{one['description'].strip()}")
        alternatives = [each for each in one.get("oneOf", []) if each.get("description") and "const" in each]
        if alternatives:
            rows = [f"| `{json.dumps(each['const'])}` | {' '.join(each['description'].split())} |" for each in alternatives]
            out.append("| value | what it means |\n| --- | --- |\n" + "\n".join(rows))
    return "\n\n".join(out) + "\n"


def commands_page(program: Program) -> str:
    """`--help` of the program and of each subcommand, as it is printed."""
    out = ["---\ntitle: Command line\n---", "# Command line", "What `--help` prints, for each command.\n{ .pg-question }", "Exit status: 0 nothing found, 1 findings, 2 wrong use or unreadable input.\n"]

    def visit(words: list[str]) -> None:
        text = program.run(*words, "--help")
        name = " ".join(["pygloss", *words])
        out.append(f"{'##' if len(words) < 2 else '###'} {name}\n\n```text\n{text.rstrip()}\n```")
        commands = re.search(r"(?ms)^Commands:\n(.*?)(?:\n\n|\Z)", text)
        for line in commands[1].splitlines() if commands else []:
            command = re.match(r"  (\S+)  ", line)
            if command and command[1] != "help":
                visit([*words, command[1]])

    visit([])
    return "\n\n".join(out) + "\n"
