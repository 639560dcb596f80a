-- `:checkhealth pygloss`

local M = {}

local health = vim.health

---@return boolean
local function neovim()
  health.start('pygloss: Neovim')
  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.11') == 0 then
    health.error(('Neovim %s is too old'):format(version), 'Install Neovim 0.11 or newer.')
    return false
  end
  health.ok(('Neovim %s'):format(version))
  local _, mistake = require('pygloss.note').kind()
  if mistake then
    health.error(mistake)
  end
  return true
end

---@return string? version
local function binary()
  local cli = require('pygloss.cli')
  health.start('pygloss: program')
  local command = table.concat(cli.command(), ' ')
  local version, err = cli.version()
  if not version then
    health.error(err, {
      'Install pygloss so that it is on the PATH of Neovim,',
      "or set its place: vim.lsp.config('pygloss', { cmd = { '/path/to/pygloss', 'server' } })",
    })
    return nil
  end
  health.ok(('`%s` is version %s (%s)'):format(command, version, vim.fn.exepath(cli.command()[1])))
  local catalog, why = cli.catalog()
  if not catalog then
    health.error(why)
    return version
  end
  local _, missing = cli.explain(catalog.topics[1] or '')
  if missing then
    health.error(('the notes cannot be read: %s'):format(missing))
  else
    health.ok(('%d notes and %d patterns found'):format(#catalog.topics, #catalog.patterns))
  end
  return version
end

---@param client vim.lsp.Client
---@return boolean
local function is_ours(client)
  local cmd = client.config.cmd
  local words = type(cmd) == 'table' and cmd or {}
  return client.name == 'pygloss'
    or vim.iter(words):any(function(word)
      return vim.fs.basename(word):gsub('%.exe$', '') == 'pygloss'
    end)
end

---@param version string?
local function client(version)
  health.start('pygloss: language server')
  local ours = vim.iter(vim.lsp.get_clients()):filter(is_ours):totable()
  if #ours == 0 then
    health.warn('the server runs in no buffer', {
      "Enable it: vim.lsp.enable('pygloss')",
      'Then open a Python file; :Pygloss log tells why it ended, if it did.',
    })
  end
  for _, one in ipairs(ours) do
    local running = vim.tbl_get(one, 'server_info', 'version')
    local place = one.root_dir and ('in ' .. vim.fn.fnamemodify(one.root_dir, ':~')) or 'without a project'
    local count = vim.tbl_count(one.attached_buffers)
    local text = ('client %d (%s) is attached to %d buffer%s, %s'):format(one.id, one.name, count, count == 1 and '' or 's', place)
    if count > 0 then
      health.ok(text)
    else
      health.warn(text)
    end
    if version and running and running ~= version then
      health.warn(('it still is version %s'):format(running), ':Pygloss restart')
    end
  end
end

local function others()
  health.start('pygloss: conflicts')
  local found = false
  local by_buffer, beside = {}, {}
  for _, one in ipairs(vim.lsp.get_clients()) do
    for buf in pairs(one.attached_buffers) do
      if is_ours(one) then
        by_buffer[buf] = by_buffer[buf] or {}
        table.insert(by_buffer[buf], ('%d (%s)'):format(one.id, one.name))
      elseif vim.bo[buf].filetype == 'python' then
        beside[one.name] = true
      end
    end
  end
  for buf, clients in pairs(by_buffer) do
    if #clients > 1 then
      found = true
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buf), ':~:.')
      health.warn(('%s has pygloss twice: clients %s'):format(name, table.concat(clients, ', ')), {
        'Every hover and finding appears twice.',
        'Keep one of the configurations that start it.',
      })
    end
  end
  local configs = vim.api.nvim_get_runtime_file('lsp/pygloss.lua', true)
  if #configs > 1 then
    found = true
    health.warn('several lsp/pygloss.lua are merged:\n' .. table.concat(configs, '\n'))
  end
  if not found then
    health.ok('none')
  end
  beside = vim.tbl_keys(beside)
  table.sort(beside)
  if #beside > 0 then
    health.info(('it answers beside %s, which is fine: hovers join'):format(table.concat(beside, ', ')))
  end
end

function M.check()
  if not neovim() then
    return
  end
  local version = binary()
  client(version)
  others()
end

return M
