-- The `:Pygloss` command.

local cli = require('pygloss.cli')
local neighbours = require('pygloss.neighbours')
local note = require('pygloss.note')

local M = {}

local OPEN_NOTE = 'pygloss.openNote'

---@param message string?
local function fail(message)
  note.tell(message or 'something went wrong', vim.log.levels.ERROR)
end

--- The catalogue; without one the user is told why.
---@return pygloss.Catalog?
local function catalog()
  local found, err = cli.catalog()
  if not found then
    fail(err)
  end
  return found
end

--- Offers the notes that the server has for a range, and opens the chosen one.
---@param whole_line boolean the diagnostics of the line, whoever reported them; else the cursor
---@param nothing string what to say when there are none
---@param mods table
local function from_server(whole_line, nothing, mods)
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'pygloss' })[1]
  if not client then
    note.tell('the server is not attached to this buffer (:checkhealth pygloss)', vim.log.levels.WARN)
    return
  end
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, only = { 'quickfix' }, triggerKind = 1 }
  if whole_line then
    local row = vim.api.nvim_win_get_cursor(0)[1] - 1
    params.range = { start = { line = row, character = 0 }, ['end'] = { line = row + 1, character = 0 } }
    params.context.diagnostics = neighbours.diagnostics(0, params.range, client.offset_encoding)
  end
  client:request('textDocument/codeAction', params, function(err, actions)
    if err then
      fail(err.message)
      return
    end
    local found, seen = {}, {}
    for _, action in ipairs(actions or {}) do
      local command = type(action.command) == 'table' and action.command or action
      if command.command == OPEN_NOTE and not seen[action.title] then
        seen[action.title] = true
        table.insert(found, { title = action.title, topic = command.arguments[1], section = command.arguments[2] })
      end
    end
    local function open(choice)
      if choice then
        note.open(choice.topic, { section = choice.section, mods = mods })
      end
    end
    if #found == 0 then
      note.tell(nothing)
    elseif #found == 1 then
      open(found[1])
    else
      vim.ui.select(found, {
        prompt = 'Explain:',
        kind = 'pygloss.note',
        format_item = function(item)
          return (item.title:gsub('^Explain:? ', ''))
        end,
      }, open)
    end
  end, 0)
end

local TYPES = { error = 'E', warning = 'W', information = 'I', hint = 'N' }

--- Fills the quickfix list and shows it, unless it is empty.
---@param title string
---@param items table[]
---@param nothing string
---@param lines? function 'quickfixtextfunc'
local function quickfix(title, items, nothing, lines)
  vim.fn.setqflist({}, ' ', { title = title, items = items, quickfixtextfunc = lines })
  if #items == 0 then
    vim.cmd.cclose()
    note.tell(nothing)
  else
    vim.cmd('botright copen')
  end
end

--- Lists where the workspace shows a topic.
---@param topic string
---@param client_id integer
function M.places(topic, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client then
    return
  end
  local params = { command = 'pygloss.listPlaces', arguments = { topic } }
  client:request('workspace/executeCommand', params, function(err, places)
    if err then
      fail(err.message)
      return
    end
    local items = vim.lsp.util.locations_to_items(places or {}, client.offset_encoding)
    quickfix('pygloss ' .. topic, items, 'the workspace does not show ' .. topic)
  end)
end

---@param paths string[]
local function check(paths)
  local root = cli.root()
  local files = {}
  for _, path in ipairs(paths) do
    -- `%`, `~` and globs; relative to where Neovim is, as everywhere.
    local expanded = vim.fn.expand(path, false, true)
    for _, file in ipairs(#expanded > 0 and expanded or { path }) do
      table.insert(files, vim.fn.fnamemodify(file, ':p'))
    end
  end
  local args = { 'check', '--output-format', 'json', '--' }
  vim.list_extend(args, #files > 0 and files or { root })
  local _, err = cli.run(args, function(result)
    local ok, findings = pcall(vim.json.decode, result.stdout)
    if result.code > 1 or not ok then
      fail(cli.complaint(result))
      return
    end
    local locations = {}
    for _, finding in ipairs(findings) do
      local path = finding.path
      if not path:match('^/') and not path:match('^%a:') then
        path = vim.fs.joinpath(root, path)
      end
      table.insert(locations, { uri = vim.uri_from_fname(vim.fs.normalize(path)), range = finding.range, finding = finding })
    end
    local items = vim.lsp.util.locations_to_items(locations, 'utf-16')
    for _, item in ipairs(items) do
      local finding = item.user_data.finding
      item.text = ('[%s] %s'):format(finding.code, finding.message)
      item.type = TYPES[finding.severity]
      item.user_data = nil
    end
    quickfix('pygloss check ' .. table.concat(paths, ' '), items, 'nothing found')
  end)
  if err then
    fail(err)
  end
end

--- The lines of the list of patterns: without what finds the section.
---@param info table
---@return string[]
local function pattern_lines(info)
  local items = vim.fn.getqflist({ id = info.id, items = 1 }).items
  return vim.tbl_map(function(item)
    return ('%s|%s| %s'):format(item.module, item.type, item.text)
  end, vim.list_slice(items, info.start_idx, info.end_idx))
end

---@param topic string?
local function patterns(topic)
  local all = catalog()
  if not all then
    return
  end
  local items = {}
  for _, pattern in ipairs(all.patterns) do
    if not topic or pattern.topic == topic then
      table.insert(items, {
        bufnr = vim.fn.bufadd('pygloss://' .. pattern.topic),
        module = pattern.topic,
        -- The section of the note, where it has one.
        pattern = ([[\V\^#\+ %s\$]]):format(pattern.id),
        text = ('[%s] %s'):format(pattern.id, pattern.message),
        type = TYPES[pattern.severity],
      })
    end
  end
  quickfix('pygloss patterns', items, ('there are no patterns of %s'):format(topic or 'any topic'), pattern_lines)
end

---@param mods table
local function notes(mods)
  local all = catalog()
  if not all then
    return
  end
  vim.ui.select(all.topics, { prompt = 'Note:', kind = 'pygloss.note' }, function(topic)
    if topic then
      note.open(topic, { mods = mods })
    end
  end)
end

---@return boolean
local function is_enabled()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled('pygloss')
  end
  return vim.tbl_get(vim.lsp, '_enabled_configs', 'pygloss') ~= nil
end

--- Stops the server, if it runs, and starts it again for the same buffers.
local function restart()
  cli.forget()
  local clients = vim.lsp.get_clients({ name = 'pygloss' })
  local started = {}
  for _, client in ipairs(clients) do
    if not is_enabled() then
      -- Somebody started it by hand.
      for buf in pairs(client.attached_buffers) do
        table.insert(started, { client.config, { bufnr = buf } })
      end
    end
    client:stop()
  end
  local function start()
    for _, one in ipairs(started) do
      vim.lsp.start(unpack(one))
    end
    if #started == 0 then
      vim.lsp.enable('pygloss')
    end
    note.tell('the server was restarted')
  end
  local function gone()
    return vim.iter(clients):all(function(client)
      return vim.lsp.get_client_by_id(client.id) == nil
    end)
  end
  local turns = 0
  local function wait()
    turns = turns + 1
    if gone() then
      start()
    elseif turns < 100 then
      if turns == 60 then
        for _, client in ipairs(clients) do
          client:stop(true)
        end
      end
      vim.defer_fn(wait, 50)
    else
      fail('the server does not stop; see :Pygloss log')
    end
  end
  wait()
end

--- What the client's log says of the server, the newest last.
---@param mods table
local function log(mods)
  local path = vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path()
  local ok, lines = pcall(vim.fn.readfile, path)
  lines = vim.iter(ok and lines or {}):filter(function(line)
    return line:find('pygloss', 1, true) ~= nil
  end)
  lines = lines:totable()
  if #lines == 0 then
    note.tell(('%s says nothing about pygloss'):format(path))
    return
  end
  vim.cmd.new({ mods = mods })
  local buf = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, lines)
  vim.bo[buf].buftype = 'nofile'
  vim.bo[buf].bufhidden = 'wipe'
  vim.bo[buf].swapfile = false
  vim.bo[buf].modifiable = false
  vim.bo[buf].filetype = 'log'
  pcall(vim.api.nvim_buf_set_name, buf, 'pygloss-log://' .. path)
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buf, nowait = true, desc = 'Close the log' })
  vim.cmd('normal! G')
end

---@class pygloss.Subcommand
---@field about string
---@field run fun(args: string[], mods: table)
---@field complete? fun(lead: string): string[]
---@field many? boolean whether it takes more than one argument

---@param field 'topics'|'codes'
local function from_catalog(field)
  return function()
    local found = cli.catalog()
    return found and found[field] or {}
  end
end

---@type table<string, pygloss.Subcommand>
local SUBCOMMANDS = {
  note = {
    about = 'the note of a topic, or of the construct under the cursor',
    complete = from_catalog('topics'),
    run = function(args, mods)
      if args[1] then
        note.open(args[1], { mods = mods })
      else
        from_server(false, 'there is no note for what is under the cursor (:Pygloss notes lists all)', mods)
      end
    end,
  },
  explain = {
    about = "a pattern, a topic, another tool's code, or what is reported on the line",
    complete = from_catalog('codes'),
    run = function(args, mods)
      if args[1] then
        note.open(args[1], { mods = mods })
      else
        from_server(true, 'there is nothing to explain on this line', mods)
      end
    end,
  },
  patterns = {
    about = 'all patterns, or those of a topic, in the quickfix list',
    complete = from_catalog('topics'),
    run = function(args)
      patterns(args[1])
    end,
  },
  check = {
    about = 'the findings in the project, or in files and folders, in the quickfix list',
    many = true,
    complete = function(lead)
      return vim.fn.getcompletion(lead, 'file')
    end,
    run = function(args)
      check(args)
    end,
  },
  notes = {
    about = 'choose among all notes',
    run = function(_, mods)
      notes(mods)
    end,
  },
  restart = { about = 'restart the server', run = restart },
  log = {
    about = 'what the log says about the server',
    run = function(_, mods)
      log(mods)
    end,
  },
}
local NAMES = { 'note', 'explain', 'patterns', 'check', 'notes', 'restart', 'log' }

--- Runs `:Pygloss`.
---@param command vim.api.keyset.create_user_command.command_args
function M.run(command)
  local args = vim.list_slice(command.fargs, 2)
  local name = command.fargs[1]
  if not name then
    vim.ui.select(NAMES, {
      prompt = 'pygloss:',
      kind = 'pygloss.command',
      format_item = function(item)
        return ('%-9s %s'):format(item, SUBCOMMANDS[item].about)
      end,
    }, function(choice)
      if choice then
        SUBCOMMANDS[choice].run({}, command.smods)
      end
    end)
    return
  end
  local subcommand = SUBCOMMANDS[name]
  if not subcommand then
    fail(('there is no :Pygloss %s; there are %s'):format(name, table.concat(NAMES, ', ')))
  elseif #args > (subcommand.many and math.huge or subcommand.complete and 1 or 0) then
    fail(('too many arguments for :Pygloss %s'):format(name))
  else
    subcommand.run(args, command.smods)
  end
end

--- Completes `:Pygloss`.
---@param lead string
---@param line string
---@param position integer
---@return string[]
function M.complete(lead, line, position)
  local typed = line:sub(1, position):match('Pygloss%s+(.*)$') or ''
  local words = vim.split(typed, '%s+')
  local candidates = {}
  if #words == 1 then
    candidates = NAMES
  else
    local subcommand = SUBCOMMANDS[words[1]]
    if subcommand and subcommand.complete and (subcommand.many or #words == 2) then
      candidates = subcommand.complete(lead)
    end
  end
  return vim.iter(candidates):filter(function(candidate)
    return vim.startswith(candidate, lead)
  end):totable()
end

return M
