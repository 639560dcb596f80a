-- Opens FILE as its user would, waits for the finding and for the hover's window, and prints the
-- hover's text. Ends with 1 if something does not come.
local function fail(message)
  io.stderr:write(message .. '\n')
  vim.cmd('cquit 1')
end

vim.cmd.edit(vim.env.FILE)
local buffer = vim.api.nvim_get_current_buf()
local function found()
  return vim.diagnostic.get(buffer)[1]
end
if not vim.wait(120000, found, 20) then
  fail('no finding; messages: ' .. vim.fn.execute('messages'))
end
if vim.fn.exists(':Pygloss') ~= 2 then
  fail('there is no :Pygloss')
end
local finding = found()
vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
local text
local function shown()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
      return true
    end
  end
  return false
end
vim.lsp.buf.hover()
if not vim.wait(120000, shown, 20) then
  fail('no hover; messages: ' .. vim.fn.execute('messages'))
end
io.stdout:write(text .. '\n')
vim.cmd('qall!')
