-- Notes in windows: the buffer of a note, its keys, and where it is shown.

local cli = require('pygloss.cli')
local link = require('pygloss.link')

local M = {}

local SCHEME = 'pygloss://'
--- Notes are written for lines of 100 characters.
local WIDTH = 102
local NAMESPACE = vim.api.nvim_create_namespace('pygloss.note')

---@param message string
---@param level? integer
function M.tell(message, level)
  vim.notify('pygloss: ' .. message, level or vim.log.levels.INFO)
end

--- How notes are shown: `float` or `split`, and what is wrong with the option if it says neither.
---@return 'float'|'split' kind
---@return string? error
function M.kind()
  local options = vim.g.pygloss
  local kind = type(options) == 'table' and options.window or nil
  if options ~= nil and type(options) ~= 'table' then
    return 'float', 'vim.g.pygloss must be a table such as { window = "split" }'
  elseif kind ~= nil and kind ~= 'float' and kind ~= 'split' then
    return 'float', ('vim.g.pygloss.window is %s, but must be "float" or "split"'):format(vim.inspect(kind))
  end
  return kind or 'float'
end

---@param buf integer
---@return boolean
local function is_note(buf)
  return vim.startswith(vim.api.nvim_buf_get_name(buf), SCHEME)
end

---@param win integer
---@return boolean
local function is_float(win)
  return vim.api.nvim_win_get_config(win).relative ~= ''
end

--- The note window of this tab page, if one is open.
---@return integer?
local function note_window()
  for _, win in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.w[win].pygloss_note then
      return win
    end
  end
end

--- Closes a note's window; a window that only happens to show the note gets its other buffer.
local function close()
  local win = vim.api.nvim_get_current_win()
  if vim.w[win].pygloss_note and pcall(vim.api.nvim_win_close, win, true) then
    return
  end
  local other = vim.fn.bufnr('#')
  if other > 0 and vim.fn.buflisted(other) == 1 then
    vim.api.nvim_win_set_buf(win, other)
  elseif not pcall(vim.api.nvim_win_close, win, false) then
    vim.cmd.enew()
  end
end

--- Goes to a section of the note in the current window.
---@param section string
local function go(section)
  local row = link.row_of(vim.api.nvim_buf_get_lines(0, 0, -1, false), section)
  vim.api.nvim_win_set_cursor(0, { row, 0 })
  vim.cmd('normal! zt')
end

--- Follows the link under the cursor, or explains the code in backticks.
function M.follow()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local address = link.at(lines, row, column)
  if address then
    local topic, section = link.note_of(address)
    if topic then
      M.open(topic, { section = section })
    elseif vim.startswith(address, '#') then
      vim.cmd("normal! m'")
      go(vim.uri_decode(address:sub(2)))
    elseif address:find('^https?://') then
      local _, err = vim.ui.open(address)
      if err then
        M.tell(err, vim.log.levels.WARN)
      end
    else
      M.tell(('cannot follow %s'):format(address), vim.log.levels.WARN)
    end
    return
  end
  local code = link.code_at(lines[row], column)
  local catalog = code and cli.catalog()
  if not catalog or not vim.list_contains(catalog.codes, code) then
    M.tell('there is no link under the cursor')
  elseif link.row_of(lines, code) > 1 then
    vim.cmd("normal! m'")
    go(code)
  else
    M.open(code)
  end
end

---@param buf integer
---@param keys string[]
---@param action function|string
---@param description string
local function map(buf, keys, action, description)
  for _, key in ipairs(keys) do
    vim.keymap.set('n', key, action, { buffer = buf, silent = true, nowait = true, desc = description })
  end
end

--- Sets examples apart, since the fences around them are concealed: code is indented, and what it
--- prints gets arrows.
---@param buf integer
local function indent(buf)
  vim.api.nvim_buf_clear_namespace(buf, NAMESPACE, 0, -1)
  local prefix = nil
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, -1, false)) do
    local info = line:match('^```(.*)$')
    if info then
      prefix = not prefix and (info == 'text' and '  → ' or '    ') or nil
    elseif prefix then
      vim.api.nvim_buf_set_extmark(buf, NAMESPACE, row - 1, 0, {
        virt_text = { { prefix, 'Comment' } },
        virt_text_pos = 'inline',
        right_gravity = false,
      })
    end
  end
end

--- Makes a buffer with a note pleasant to read: not to be changed, and with the keys of a reader.
---@param buf integer
function M.dress(buf)
  indent(buf)
  vim.bo[buf].swapfile = false
  vim.bo[buf].buflisted = false
  vim.bo[buf].modifiable = false
  vim.bo[buf].readonly = true
  map(buf, { 'q' }, close, 'Close the note')
  map(buf, { '<CR>', 'gf', 'gx', 'K' }, M.follow, 'Follow the link')
  map(buf, { '<BS>' }, '<C-o>', 'Go back')
  local group = vim.api.nvim_create_augroup('pygloss.window', { clear = false })
  vim.api.nvim_clear_autocmds({ group = group, buffer = buf })
  vim.api.nvim_create_autocmd('BufWinEnter', {
    group = group,
    buffer = buf,
    desc = 'Show a note as a page',
    callback = function()
      local options = {
        wrap = true,
        linebreak = true,
        breakindent = true,
        breakindentopt = 'list:-1',
        conceallevel = 2,
        concealcursor = 'nc',
        list = false,
        spell = false,
        number = false,
        relativenumber = false,
        signcolumn = 'no',
        foldenable = false,
      }
      for name, value in pairs(options) do
        vim.wo[0][0][name] = value
      end
    end,
  })
end

--- Lets links to notes be followed out of a hover. Other hovers are left alone.
---@param buf integer
function M.dress_hover(buf)
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), '\n')
  for _, one in ipairs(link.find(text)) do
    if link.note_of(one.address) then
      map(buf, { '<CR>', 'gf', 'gx' }, function()
        M.follow()
      end, 'Follow the link')
      return
    end
  end
end

--- Joins the lines of each paragraph and list item: they are written for one width, and the window
--- breaks them at its own.
---@param lines string[]
---@return string[]
local function flow(lines)
  local out, in_fence, goes_on = {}, false, false
  for _, line in ipairs(lines) do
    local is_fence = line:find('^%s*```') ~= nil
    local is_text = not in_fence and not is_fence and line:find('^%s*[^%s#|<>]') ~= nil
    local is_item = line:find('^%s*[-*+]%s') or line:find('^%s*%d+[.)]%s')
    if is_text and goes_on and not is_item then
      out[#out] = out[#out] .. ' ' .. vim.trim(line)
    else
      table.insert(out, line)
    end
    -- Two spaces or a backslash at the end are a line break that is meant.
    goes_on = is_text and not line:find('  $') and not line:find('\\$')
    in_fence = in_fence ~= is_fence
  end
  return out
end

--- Reads the note that a buffer is named after: `pygloss://TOPIC`.
---@param buf integer
function M.read(buf)
  local what = vim.api.nvim_buf_get_name(buf):sub(#SCHEME + 1)
  local note, err = cli.explain(what)
  local text = note and note.markdown or ('# %s\n\n%s'):format(what, err)
  vim.bo[buf].buftype = 'nofile'
  vim.bo[buf].readonly = false
  vim.bo[buf].modifiable = true
  vim.api.nvim_buf_set_lines(buf, 0, -1, false, flow(vim.split(vim.trim(text), '\n')))
  vim.bo[buf].modified = false
  vim.bo[buf].filetype = 'markdown'
  vim.b[buf].pygloss_title = note and note.title or what
  M.dress(buf)
end

--- Where a floating note lies, for a screen of this size.
---@param buf integer
---@param win integer?
---@return vim.api.keyset.win_config
local function layout(buf, win)
  local columns, lines = vim.o.columns, vim.o.lines - vim.o.cmdheight
  local width = math.max(1, math.min(WIDTH, columns - 4))
  local room = math.max(1, math.min(lines - 4, math.ceil(lines * 0.8)))
  local height = win and vim.api.nvim_win_text_height(win, {}).all or vim.api.nvim_buf_line_count(buf)
  height = math.max(1, math.min(height, room))
  local border = vim.fn.exists('+winborder') == 1 and vim.o.winborder or ''
  local config = {
    relative = 'editor',
    width = width,
    height = height,
    row = math.max(0, math.floor((lines - height) / 2) - 1),
    col = math.max(0, math.floor((columns - width) / 2) - 1),
    border = border == '' and 'rounded' or nil,
  }
  if border ~= 'none' then
    config.title = (' %s '):format(vim.b[buf].pygloss_title or 'pygloss')
    config.title_pos = 'center'
    config.footer = ' q close · Enter follow · Backspace back '
    config.footer_pos = 'center'
  end
  return config
end

--- Fits a floating note to its text and to the screen.
---@param win integer
local function fit(win)
  local buf = vim.api.nvim_win_get_buf(win)
  vim.api.nvim_win_set_config(win, layout(buf))
  vim.api.nvim_win_set_config(win, layout(buf, win))
end

---@param buf integer
---@return integer win
local function open_float(buf)
  local config = layout(buf)
  config.style = 'minimal'
  local win = vim.api.nvim_open_win(buf, true, config)
  vim.api.nvim_create_autocmd('VimResized', {
    group = vim.api.nvim_create_augroup('pygloss.float', {}),
    desc = 'Keep the note on the screen',
    callback = function()
      if not vim.api.nvim_win_is_valid(win) then
        return true
      end
      fit(win)
    end,
  })
  return win
end

---@param buf integer
---@param mods table
---@return integer win
local function open_split(buf, mods)
  vim.cmd.split({ mods = mods })
  vim.api.nvim_win_set_buf(0, buf)
  return vim.api.nvim_get_current_win()
end

---@class pygloss.note.Options
---@field section? string
---@field mods? table window modifiers of a command, such as `:vertical`; they make it a split
---@field focus? boolean whether the note gets the cursor (it does)

--- Shows a note. `false` if there is none; the user is told then.
---@param what string a topic, a pattern or another tool's code
---@param options? pygloss.note.Options
---@return boolean
function M.open(what, options)
  options = options or {}
  local note, err = cli.explain(what)
  if not note then
    M.tell(err or 'there is no note', vim.log.levels.ERROR)
    return false
  end
  local kind, mistake = M.kind()
  if mistake then
    M.tell(mistake, vim.log.levels.WARN)
  end
  local mods = options.mods or {}
  local asked = mods.vertical or mods.horizontal or (mods.split or '') ~= '' or (mods.tab or -1) >= 0
  local before = vim.api.nvim_get_current_win()
  local from_hover = vim.w['textDocument/hover'] ~= nil and is_float(before)

  local buf = vim.fn.bufadd(SCHEME .. note.id)
  vim.fn.bufload(buf)
  local win = is_note(vim.api.nvim_get_current_buf()) and before or note_window()
  if win and not asked then
    vim.api.nvim_set_current_win(win)
    vim.cmd("normal! m'")
    vim.api.nvim_win_set_buf(win, buf)
  else
    win = (asked or kind == 'split') and open_split(buf, mods) or open_float(buf)
    -- So that going back never leads out of the notes.
    vim.cmd.clearjumps()
    vim.w[win].pygloss_note = true
  end
  if is_float(win) then
    fit(win)
  end
  vim.api.nvim_win_set_cursor(win, { 1, 0 })
  if options.section then
    go(options.section)
  end
  if from_hover and vim.api.nvim_win_is_valid(before) then
    vim.api.nvim_win_close(before, true)
  end
  if options.focus == false and vim.api.nvim_win_is_valid(before) then
    vim.api.nvim_set_current_win(before)
  end
  return true
end

--- The heading at a line of a file.
---@param uri string
---@param selection? lsp.Range
---@return string?
local function heading_at(uri, selection)
  if not selection then
    return nil
  end
  local ok, lines = pcall(vim.fn.readfile, vim.uri_to_fname(uri), '', selection.start.line + 1)
  return ok and lines[selection.start.line + 1] and lines[selection.start.line + 1]:match('^#+%s+(.-)%s*$') or nil
end

--- `window/showDocument`: a note of ours comes up as a note, anything else as Neovim does it.
---@type lsp.Handler
function M.show_document(err, params, ctx)
  local topic, section = link.note_of(params.uri)
  if topic and not params.external and cli.explain(topic) then
    local heading = section or heading_at(params.uri, params.selection)
    return { success = M.open(topic, { section = heading, focus = params.takeFocus ~= false }) }
  end
  return vim.lsp.handlers['window/showDocument'](err, params, ctx)
end

return M
