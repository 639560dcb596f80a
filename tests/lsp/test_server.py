"""What the server does for Neovim and for VS Code, by the capabilities that they announce."""

import asyncio
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lsprotocol import types as T

IS_INT = "def f(x):\n    if x is 1000:\n        return 1\n    return 2\n"
MUTABLE = "def f(a=[]):\n    a.append(1)\n    return a\n"

pytestmark = pytest.mark.asyncio


def place(line, character):
    return T.Position(line=line, character=character)


def apply(text, edit):
    """Applies the edits of one document to an ASCII text."""
    if edit.document_changes:
        (change,) = edit.document_changes
        assert isinstance(change.text_document.version, int)
        edits = change.edits
    else:
        ((_, edits),) = edit.changes.items()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    at = lambda position: starts[position.line] + position.character
    for one in sorted(edits, key=lambda one: at(one.range.start), reverse=True):
        text = text[: at(one.range.start)] + one.new_text + text[at(one.range.end) :]
    return text


async def test_it_says_who_it_is(session):
    assert session.server.server_info.name == "pygloss"
    capabilities = session.server.capabilities
    offered = session.client.capabilities.general
    encodings = (offered and offered.position_encodings) or ["utf-16"]
    assert capabilities.position_encoding in encodings
    assert capabilities.hover_provider
    assert capabilities.text_document_sync.change is T.TextDocumentSyncKind.Incremental


async def test_a_finding_is_a_diagnostic_with_a_note(session):
    uri = session.open("a.py", IS_INT)
    (found,) = await session.diagnostics(uri)
    assert found.code == "is-int-literal"
    assert found.source == "pygloss"
    assert found.severity is T.DiagnosticSeverity.Warning
    assert found.range == T.Range(start=place(1, 7), end=place(1, 16))
    if found.code_description:
        note = Path(unquote(urlsplit(found.code_description.href).path))
        assert note.read_text("utf-8").startswith("# ")


async def test_edits_move_the_diagnostics(session):
    uri = session.open("a.py", IS_INT)
    assert len(await session.diagnostics(uri)) == 1
    session.change(uri, 2, "\n" + IS_INT)
    (found,) = await session.diagnostics(uri)
    assert found.range.start == place(2, 7)
    session.change(uri, 3, "x = 1\n")
    assert await session.diagnostics(uri) == []


async def test_a_hover_explains(session):
    uri = session.open("a.py", IS_INT)
    await session.diagnostics(uri)
    hover = await session.client.text_document_hover_async(
        T.HoverParams(text_document=T.TextDocumentIdentifier(uri=uri), position=place(1, 9))
    )
    assert hover.contents.kind is T.MarkupKind.Markdown
    assert "[Open the note](<file://" in hover.contents.value
    assert hover.range.start.line == 1


async def test_a_fix_fixes(session):
    uri = session.open("a.py", IS_INT)
    found = await session.diagnostics(uri)
    actions = await session.actions(uri, found[0].range, found)
    (fix,) = [action for action in actions if action.is_preferred]
    assert fix.kind == T.CodeActionKind.QuickFix
    fixed = apply(IS_INT, fix.edit)
    assert fixed == IS_INT.replace(" is ", " == ")
    session.change(uri, 2, fixed)
    assert await session.diagnostics(uri) == []


async def test_fix_all_and_ignore(session):
    text = IS_INT + "\n\n" + MUTABLE
    uri = session.open("a.py", text)
    found = await session.diagnostics(uri)
    assert {one.code for one in found} == {"is-int-literal", "mutable-default"}
    (everything,) = await session.actions(uri, found[0].range, [], [T.CodeActionKind.SourceFixAll])
    assert everything.kind == "source.fixAll.pygloss"
    assert apply(text, everything.edit) == text.replace(" is ", " == ")
    actions = await session.actions(uri, found[0].range, found)
    (ignore,) = [action for action in actions if action.title.startswith("Ignore is-int")]
    session.change(uri, 2, apply(text, ignore.edit))
    assert "is-int-literal" not in {one.code for one in await session.diagnostics(uri)}


async def test_other_tools_are_explained_and_notes_open(session):
    uri = session.open("a.py", "x = 1\n")
    await session.diagnostics(uri)
    here = T.Range(start=place(0, 0), end=place(0, 1))
    theirs = T.Diagnostic(range=here, message="m", source="Ruff", code="F632")
    actions = await session.actions(uri, here, [theirs])
    (explain,) = [action for action in actions if action.title.startswith("Explain F632")]
    await session.client.workspace_execute_command_async(
        T.ExecuteCommandParams(
            command=explain.command.command, arguments=explain.command.arguments
        )
    )
    for _ in range(200):
        if session.client.shown_documents or session.client.messages:
            break
        await asyncio.sleep(0.02)
    if session.client.shown_documents:
        assert session.client.shown_documents[0].uri.endswith("note.md")
    else:
        assert "note.md" in session.client.messages[0].message


async def test_settings_hold_at_once(session):
    uri = session.open("a.py", IS_INT)
    assert len(await session.diagnostics(uri)) == 1
    settings = {"pygloss": {"ignore": ["is-int-literal"]}}
    session.client.workspace_did_change_configuration(
        T.DidChangeConfigurationParams(settings=settings)
    )
    assert await session.diagnostics(uri) == []


async def test_a_mistake_in_the_settings_is_shown(session):
    (session.folder / "pygloss.toml").write_text("ignroe = []\n", "utf-8")
    created = T.FileEvent(uri=session.uri("pygloss.toml"), type=T.FileChangeType.Created)
    session.client.workspace_did_change_watched_files(
        T.DidChangeWatchedFilesParams(changes=[created])
    )
    uri = session.open("a.py", IS_INT)
    assert len(await session.diagnostics(uri)) == 1
    for _ in range(200):
        if session.client.messages:
            break
        await asyncio.sleep(0.02)
    (message,) = session.client.messages
    assert message.type is T.MessageType.Warning
    assert "pygloss.toml:1" in message.message and "ignroe" in message.message


async def test_unicode_and_every_line_end(session):
    text = "s = '😀é'; b = s is 1000\r\nif s is 1000:\r    pass\r\n"
    uri = session.open("a.py", text)
    found = await session.diagnostics(uri)
    units = {"utf-8": 6, "utf-16": 3, "utf-32": 2}
    column = 5 + units[session.server.capabilities.position_encoding or "utf-16"] + 7
    assert [one.range.start for one in found] == [place(0, column), place(1, 3)]


async def test_closing_takes_the_diagnostics_back(session):
    uri = session.open("a.py", IS_INT)
    assert len(await session.diagnostics(uri)) == 1
    identifier = T.TextDocumentIdentifier(uri=uri)
    session.client.text_document_did_close(T.DidCloseTextDocumentParams(text_document=identifier))
    assert await session.diagnostics(uri) == []
