-- Only what must exist before it is used: the command, and how a note becomes a buffer.

if vim.g.loaded_pygloss then
  return
end
vim.g.loaded_pygloss = true

if vim.fn.has('nvim-0.11') == 0 then
  local message = 'pygloss needs Neovim 0.11 or newer, this one is older: nothing was set up'
  vim.api.nvim_echo({ { message, 'WarningMsg' } }, true, {})
  return
end

vim.api.nvim_create_user_command('Pygloss', function(command)
  require('pygloss.command').run(command)
end, {
  nargs = '*',
  desc = 'Notes on Python constructs',
  complete = function(lead, line, position)
    return require('pygloss.command').complete(lead, line, position)
  end,
})

local group = vim.api.nvim_create_augroup('pygloss', {})

vim.api.nvim_create_autocmd('BufReadCmd', {
  group = group,
  pattern = 'pygloss://*',
  desc = 'Read a note',
  callback = function(event)
    require('pygloss.note').read(event.buf)
  end,
})

vim.api.nvim_create_autocmd('BufReadPost', {
  group = group,
  pattern = '*/pygloss/notes-*/*/note.md',
  desc = "Read a note from the server's folder",
  callback = function(event)
    require('pygloss.note').dress(event.buf)
  end,
})

vim.api.nvim_create_autocmd('WinEnter', {
  group = group,
  desc = 'Follow links to notes out of a hover',
  callback = function()
    if vim.w['textDocument/hover'] then
      require('pygloss.note').dress_hover(vim.api.nvim_get_current_buf())
    end
  end,
})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  desc = 'Have the server explain what other tools reported',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'pygloss' then
      require('pygloss.neighbours').attach(client)
    end
  end,
})
