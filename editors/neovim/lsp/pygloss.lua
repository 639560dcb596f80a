---@brief
---
--- pygloss shows the interview note that belongs to the Python construct under the cursor.
---
--- `vim.lsp.enable('pygloss')` starts it for Python files. Settings and another command go into
--- `vim.lsp.config('pygloss', { … })`, see `:help pygloss-config`.

---@type vim.lsp.Config
return {
  cmd = { 'pygloss', 'server' },
  filetypes = { 'python' },
  root_markers = { { 'pygloss.toml', '.pygloss.toml', 'pyproject.toml' }, '.git' },
  settings = {},
  handlers = {
    ['window/showDocument'] = function(...)
      return require('pygloss.note').show_document(...)
    end,
  },
}
