---@brief
---
--- pygloss shows the interview note that belongs to the Python construct under the cursor.
---
--- `vim.lsp.enable('pygloss')` starts it for Python files, requirements files,
--- `pyproject.toml`, and for Markdown and text where a `pygloss.toml` may name
--- them as notes. Settings and another command go into
--- `vim.lsp.config('pygloss', { … })`, see `:help pygloss-config`.

---@type vim.lsp.Config
return {
  cmd = { 'pygloss', 'server' },
  filetypes = { 'python', 'requirements', 'toml', 'markdown', 'text' },
  root_markers = { { 'pygloss.toml', '.pygloss.toml', 'pyproject.toml' }, '.git' },
  root_dir = function(buf, on_dir)
    -- Of all TOML files pygloss knows one.
    if vim.bo[buf].filetype == 'toml' and vim.fs.basename(vim.api.nvim_buf_get_name(buf)) ~= 'pyproject.toml' then
      return
    end
    -- Notes of one's own: which files are notes the settings say.
    if vim.tbl_contains({ 'markdown', 'text' }, vim.bo[buf].filetype) then
      local root = vim.fs.root(buf, { 'pygloss.toml', '.pygloss.toml', '.pygloss' })
      if not root then
        return
      end
      return on_dir(root)
    end
    -- Where there is a function, Neovim leaves the markers to it. Those of one list are equals.
    for _, equals in ipairs(vim.lsp.config.pygloss.root_markers or {}) do
      local root = vim.fs.root(buf, equals)
      if root then
        return on_dir(root)
      end
    end
    on_dir(nil)
  end,
  settings = {},
  commands = {
    -- A note's lens: where the workspace shows its topic.
    ['pygloss.listPlaces'] = function(command, context)
      require('pygloss.command').places(command.arguments[1], context.client_id)
    end,
  },
  handlers = {
    ['window/showDocument'] = function(...)
      return require('pygloss.note').show_document(...)
    end,
  },
}
