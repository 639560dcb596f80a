"""The server as recorded clients see it, with every message checked strictly."""

import os
import sys
from pathlib import Path

import pytest_asyncio
import strict
from lsprotocol import types as T
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

HERE = Path(__file__).parent
SERVER = os.environ.get("PYGLOSS", str(HERE.parent.parent / "target" / "debug" / "pygloss"))


def make_client():
    client = LanguageClient(converter_factory=lambda: strict.mended(default_converter()))
    register_lsp_features(client)

    @client.feature(T.CLIENT_REGISTER_CAPABILITY)
    def register(_):
        return None

    return client


class Session:
    """A client with a server, and the files that both know."""

    def __init__(self, client, folder, pulls):
        self.client = client
        self.folder = folder
        self.pulls = pulls

    def uri(self, name):
        return (self.folder / name).as_uri()

    def open(self, name, text):
        uri = self.uri(name)
        document = T.TextDocumentItem(uri=uri, language_id="python", version=1, text=text)
        self.client.text_document_did_open(T.DidOpenTextDocumentParams(text_document=document))
        return uri

    def change(self, uri, version, text):
        self.client.text_document_did_change(
            T.DidChangeTextDocumentParams(
                text_document=T.VersionedTextDocumentIdentifier(uri=uri, version=version),
                content_changes=[T.TextDocumentContentChangeWholeDocument(text=text)],
            )
        )

    async def diagnostics(self, uri):
        """The diagnostics of the newest text, in the way that this client gets them."""
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                T.DocumentDiagnosticParams(text_document=T.TextDocumentIdentifier(uri=uri))
            )
            assert isinstance(report, T.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        await self.client.wait_for_notification(T.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.diagnostics[uri])

    async def actions(self, uri, range_, diagnostics, only=None):
        return await self.client.text_document_code_action_async(
            T.CodeActionParams(
                text_document=T.TextDocumentIdentifier(uri=uri),
                range=range_,
                context=T.CodeActionContext(diagnostics=diagnostics, only=only),
            )
        )


@pytest_asyncio.fixture(params=["neovim", "visual_studio_code"])
async def session(request, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    log = tmp_path / "messages"
    command = [sys.executable, str(HERE / "tee.py"), str(log), SERVER, "server"]
    config = ClientServerConfig(
        server_command=command, client_factory=make_client, server_env=dict(os.environ)
    )
    client = await config.start()
    folder = tmp_path / "w"
    folder.mkdir()
    capabilities = client_capabilities(request.param)
    result = await client.initialize_session(
        T.InitializeParams(capabilities=capabilities, root_uri=folder.as_uri(), process_id=None)
    )
    session = Session(client, folder, capabilities.text_document.diagnostic is not None)
    session.server = result
    yield session
    await client.shutdown_session()
    status = client._server.returncode
    await client.stop()
    assert status == 0
    problems, count = strict.check(log)
    assert not problems, "\n".join(problems)
    assert count >= 2
