-- The command line of pygloss: which program it is, and what it says about notes and patterns.

local M = {}

--- Long enough for a launcher such as uvx that looks for updates first.
local TIMEOUT = 10000

---@class pygloss.Pattern
---@field id string
---@field topic string
---@field severity string
---@field message string
---@field equivalents string[]

---@class pygloss.Note
---@field id string
---@field topic string
---@field title string
---@field markdown string

---@class pygloss.Catalog
---@field patterns pygloss.Pattern[]
---@field topics string[] sorted
---@field codes string[] everything that can be explained, sorted

---@type pygloss.Catalog?
local catalog = nil
---@type table<string, pygloss.Note>
local notes = {}

--- The command without its subcommand, from the configuration of the language server, so that
--- both are always one program.
---@return string[]
function M.command()
  local cmd = (vim.lsp.config.pygloss or {}).cmd
  if type(cmd) ~= 'table' then
    return { 'pygloss' }
  end
  local words = {}
  for _, word in ipairs(cmd) do
    if word == 'server' then
      return #words > 0 and words or { 'pygloss' }
    elseif word == '--' then
      -- What comes before only watches the session.
      words = {}
    else
      words[#words + 1] = word
    end
  end
  return { cmd[1] }
end

--- Where to run it: the project of the current buffer.
---@return string
function M.root()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'pygloss' })[1]
  return client and client.root_dir or vim.fn.getcwd()
end

--- Starts pygloss. `on_exit` is called in the main loop; without it the result is waited for.
---@param args string[]
---@param on_exit? fun(result: vim.SystemCompleted)
---@return vim.SystemCompleted?
---@return string? error
function M.run(args, on_exit)
  local cmd = vim.list_extend(vim.list_slice(M.command()), args)
  local missing = ('cannot run `%s`; install pygloss, or tell where it is (:help pygloss-config)'):format(cmd[1])
  if vim.fn.executable(cmd[1]) == 0 then
    return nil, missing
  end
  local options = { text = true, cwd = M.root(), timeout = not on_exit and TIMEOUT or nil }
  local ok, process = pcall(vim.system, cmd, options, on_exit and vim.schedule_wrap(on_exit) or nil)
  if not ok then
    return nil, missing
  end
  return not on_exit and process:wait() or nil
end

--- What a failed run has to say, on one line.
---@param result vim.SystemCompleted
---@return string
function M.complaint(result)
  local line = vim.trim(result.stderr or ''):match('[^\n]+')
  line = line and line:gsub('^error: ', '')
  return line or ('pygloss ended with status %d and without a word'):format(result.code)
end

---@param args string[]
---@return any? value
---@return string? error
local function json(args)
  local result, err = M.run(args)
  if not result then
    return nil, err
  end
  if result.code ~= 0 then
    return nil, M.complaint(result)
  end
  local ok, value = pcall(vim.json.decode, result.stdout, { luanil = { object = true } })
  if not ok then
    return nil, ('`pygloss %s` gave no JSON'):format(table.concat(args, ' '))
  end
  return value
end

--- All patterns, and the topics and codes that they name.
---@return pygloss.Catalog? catalog
---@return string? error
function M.catalog()
  if catalog then
    return catalog
  end
  local patterns, err = json({ 'patterns', 'list', '--output-format', 'json' })
  if not patterns then
    return nil, err
  end
  local topics, codes = {}, {}
  for _, pattern in ipairs(patterns) do
    topics[pattern.topic] = true
    codes[pattern.topic] = true
    codes[pattern.id] = true
    for _, code in ipairs(pattern.equivalents or {}) do
      codes[code] = true
    end
  end
  topics, codes = vim.tbl_keys(topics), vim.tbl_keys(codes)
  table.sort(topics)
  table.sort(codes)
  catalog = { patterns = patterns, topics = topics, codes = codes }
  return catalog
end

--- The note of a topic, a pattern, or another tool's code.
---@param what string
---@return pygloss.Note? note
---@return string? error
function M.explain(what)
  if notes[what] then
    return notes[what]
  end
  local note, err = json({ 'explain', '--output-format', 'json', '--', what })
  notes[what] = note
  return note, err
end

--- The version, such as `0.1.0`.
---@return string? version
---@return string? error
function M.version()
  local result, err = M.run({ '--version' })
  if not result then
    return nil, err
  end
  local version = result.code == 0 and result.stdout:match('^pygloss (%S+)')
  if not version then
    return nil, ('`%s --version` does not answer as pygloss does'):format(table.concat(M.command(), ' '))
  end
  return version
end

--- Forgets what was read: the program may be another one now.
function M.forget()
  catalog = nil
  notes = {}
end

return M
