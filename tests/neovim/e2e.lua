-- The plugin in a real Neovim, driven from outside as a terminal drives it:
--
--     nvim -l e2e.lua [NAME-OF-A-TEST…]
--
-- Each test starts a Neovim of its own with only the plugin, and speaks RPC to it. Environment:
-- NVIM and NVIM_OLD (the program, and one older than 0.11), PYGLOSS (the server), PLUGIN (its
-- folder), WORK (an empty folder), and for one test each LSP_DEVTOOLS, and PYRIGHT and RUFF.

local env = vim.env
local SAMPLE = assert(env.SAMPLE)
local channel, job, folder
local equal, contains
local stopped = {}

---------------------------------------------------------------------------------------------------
-- A Neovim

local function write(name, text)
  local path = folder .. '/' .. name
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
  return path
end

local function read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

--- Starts a Neovim that has read `init`.
local function start(init, program)
  local home = folder .. '/home'
  vim.fn.mkdir(home, 'p')
  local log = folder .. '/stderr'
  local file = write('init.lua', ('vim.opt.rtp:prepend(%q)\n'):format(env.PLUGIN) .. (init or "vim.lsp.enable('pygloss')"))
  channel = vim.fn.jobstart({ program or env.NVIM, '--clean', '-u', file, '--headless', '--embed', '-n' }, {
    rpc = true,
    cwd = folder,
    env = {
      HOME = home,
      XDG_CONFIG_HOME = home .. '/config',
      XDG_DATA_HOME = home .. '/data',
      XDG_STATE_HOME = home .. '/state',
      XDG_CACHE_HOME = home .. '/cache',
      PATH = folder .. '/bin:' .. env.PATH,
      NVIM_LOG_FILE = log,
    },
  })
  assert(channel > 0, 'Neovim does not start')
  job = vim.fn.jobpid(channel)
  return channel
end

local function stop()
  if channel then
    pcall(vim.rpcnotify, channel, 'nvim_command', 'qall!')
    if vim.fn.jobwait({ channel }, 8000)[1] == -1 then
      vim.fn.jobstop(channel)
      vim.fn.jobwait({ channel }, 2000)
      error('Neovim did not end')
    end
    channel = nil
  end
end

--- Runs Lua in it; what it returns is the result.
local function lua(code, ...)
  return vim.rpcrequest(channel, 'nvim_exec_lua', code, { ... })
end

local function command(text)
  return vim.rpcrequest(channel, 'nvim_command', text)
end

--- Runs a command that ends with an error message.
local function fails(text, message)
  local ok, err = pcall(command, text)
  equal(ok, false, text)
  contains(err, message, text)
end

--- Types keys, as a terminal does.
local function keys(text)
  local taken = vim.rpcrequest(channel, 'nvim_input', text)
  -- A full buffer never takes anything again (Neovim 0.12.4 makes room only while it enqueues).
  assert(taken == #text, 'too much was typed ahead')
end

--- Waits until `code` (Lua in Neovim) gives something; its result.
local function wait(what, code, ...)
  local result
  local arguments = { ... }
  local done = vim.wait(15000, function()
    -- A prompt that waits for the user takes no other question.
    if vim.rpcrequest(channel, 'nvim_get_mode').blocking then
      return false
    end
    result = lua(code, unpack(arguments))
    return result ~= nil and result ~= vim.NIL and result ~= false
  end, 20)
  if not done then
    local messages = vim.rpcrequest(channel, 'nvim_get_mode').blocking and '(blocked)' or lua("return vim.fn.execute('messages')")
    error(('%s did not happen; messages: %s'):format(what, messages:sub(-2000)), 2)
  end
  return result
end

function equal(actual, expected, what)
  if not vim.deep_equal(actual, expected) then
    error(('%s: expected %s, got %s'):format(what, vim.inspect(expected), vim.inspect(actual)), 2)
  end
end

function contains(text, part, what)
  if not tostring(text):find(part, 1, true) then
    error(('%s: %q is not in: %s'):format(what, part, text), 2)
  end
end

--- Processes that a test started: all inherit where its folder is.
local function children()
  return vim.fn.split(vim.fn.system(('grep -lsaF %s /proc/[0-9]*/environ'):format(vim.fn.shellescape(folder .. '/'))))
end

--- Opens a file and waits for the server and its findings.
local function edit(path, count)
  command('edit ' .. vim.fn.fnameescape(path))
  wait('attaching', "local c = vim.lsp.get_clients({ bufnr = 0, name = 'pygloss' })[1]; return c and c.initialized")
  if count then
    wait('diagnostics', 'return #vim.diagnostic.get(0) >= ...', count)
  end
end

--- The text of the floating window that is open.
local FLOAT = [[
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
      if text ~= '' then return text end
    end
  end
]]
local MESSAGES = "return vim.fn.execute('messages')"
--- Records what would be asked with vim.ui.select, and answers with the choice of this number.
local SELECT = [[
  local number = ...
  vim.ui.select = function(items, options, choose)
    _G.asked = vim.tbl_map(options.format_item or tostring, items)
    choose(items[number], number)
  end
]]

--- The word `what` in the sample gets the cursor.
local function cursor(what)
  equal(lua('return vim.fn.search(...)', '\\V' .. what) > 0, true, 'finding ' .. what)
end

local function review()
  local path = write('work/review.py', read(SAMPLE))
  edit(path, 10)
  return path
end

local function note_is(name, what)
  wait(what or 'the note window', "return vim.api.nvim_buf_get_name(0) == 'pygloss://' .. ...", name)
end

---------------------------------------------------------------------------------------------------
-- Tests, in this order

local tests = {}
local function test(name, run)
  table.insert(tests, { name = name, run = run })
end

test('attach and diagnostics', function()
  start()
  review()
  local client = lua([[
    local c = vim.lsp.get_clients({ bufnr = 0 })
    return { #c, c[1].name, c[1].server_info.name, c[1].offset_encoding, c[1].root_dir or '' }
  ]])
  equal(client[1], 1, 'clients')
  equal({ client[2], client[3], client[4] }, { 'pygloss', 'pygloss', 'utf-8' }, 'the client')
  local found = lua([[
    return vim.tbl_map(function(d) return { d.lnum, d.col, d.code, d.source, d.severity } end, vim.diagnostic.get(0))
  ]])
  local by_code = {}
  for _, one in ipairs(found) do
    by_code[one[3]] = one
  end
  equal(by_code['mutable-default'], { 5, 24, 'mutable-default', 'pygloss', 2 }, 'the finding')
  equal(by_code['list-multiplication-alias'][5], 1, 'an error is one')
  equal(vim.trim(lua(MESSAGES)), '', 'messages')
end)

test('packaging files', function()
  start([[vim.lsp.enable('pygloss')]])
  write('work/pyproject.toml', '[tool.poetry.dependencies]\nrequests = "^2.28.2"\n')
  edit(write('work/requirements-dev.txt', 'requests==2.28.2\nattrs\n'))
  equal(lua("return vim.lsp.get_clients({ name = 'pygloss' })[1].root_dir"), folder .. '/work', 'root')
  edit(folder .. '/work/pyproject.toml')
  cursor('^2.28.2')
  lua('vim.lsp.buf.hover()')
  contains(wait('a hover', FLOAT), '>=2.28.2,<3.0.0', 'hover')
  -- Other TOML files are none of ours.
  command('edit ' .. write('work/ruff.toml', 'line-length = 100\n'))
  equal(lua("return { vim.bo.filetype, #vim.lsp.get_clients({ bufnr = 0 }) }"), { 'toml', 0 }, 'ruff.toml')
end)

test("notes of one's own", function()
  start([[vim.lsp.enable('pygloss')]])
  write('own/pygloss.toml', 'notes = ["mine/*.md"]\n')
  local note = write(
    'own/mine/python.md',
    '# 7. `is` vs `==`\n\nMy own words.\n\n```python\ndef add(item, to=[]):\n    to.append(item)\n```\n'
  )
  edit(write('own/a.py', 'def f(x):\n    return x is None\n'))
  cursor('is None')
  -- Notes are read in the background.
  wait('the own note in a hover', [[
    vim.lsp.buf.hover()
    vim.wait(300)
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= '' then
        local text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
        vim.api.nvim_win_close(win, true)
        return text:find('My own words', 1, true) ~= nil
      end
    end
    return false
  ]])
  -- In the note itself: a mistake in an example, and a lens.
  edit(note)
  local found = wait('the diagnostic in the fence', [[
    local all = vim.tbl_map(function(d) return { d.lnum, d.col, d.code } end, vim.diagnostic.get(0))
    return #all > 0 and all
  ]])
  equal(found[1], { 5, 17, 'mutable-default' }, 'the diagnostic')
  wait('the lens with a count, and what it lists', [[
    local client = vim.lsp.get_clients({ bufnr = 0, name = 'pygloss' })[1]
    local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
    local answer = client:request_sync('textDocument/codeLens', params, 2000, 0)
    local lens = answer and answer.result and answer.result[1]
    if not lens or not lens.command.title:find('· 1 place', 1, true) then
      return false
    end
    client:exec_cmd(lens.command, { bufnr = vim.api.nvim_get_current_buf() })
    vim.wait(1000, function() return #vim.fn.getqflist() > 0 end)
    local list = vim.fn.getqflist()
    return #list == 1 and vim.fs.basename(vim.api.nvim_buf_get_name(list[1].bufnr)) == 'a.py'
  ]])
  -- Markdown that no settings speak of is left alone.
  command('edit ' .. write('plain/readme.md', '# is vs ==\n'))
  equal(lua('return { vim.bo.filetype, #vim.lsp.get_clients({ bufnr = 0 }) }'), { 'markdown', 0 }, 'readme.md')
end)

test('hover float', function()
  start()
  review()
  cursor('is 1000')
  keys('K')
  local text = wait('the hover', FLOAT)
  contains(text, '1000', 'hover')
  contains(text, 'CPython', 'hover')
  contains(text, 'Open the note', 'hover')
  equal(lua('return vim.api.nvim_win_get_config(0).relative'), '', 'the cursor stays')
  -- Into the float, to its link, and through it to the note.
  keys('K')
  wait('entering the float', "return vim.api.nvim_win_get_config(0).relative ~= ''")
  lua([[vim.fn.search('Open the note')]])
  keys('gf')
  note_is('integer-caching')
  equal(lua('return vim.api.nvim_get_current_line()'), '### is-int-literal', 'the section')
  equal(lua([[return #vim.tbl_filter(function(w) return vim.api.nvim_win_get_config(w).relative ~= '' end, vim.api.nvim_list_wins())]]), 1, 'one float is left')
end)

test('code action, applied and written', function()
  start()
  local path = review()
  lua(SELECT, 1)
  cursor('is 1000')
  keys('gra')
  wait('the edit', "return vim.fn.getline('.'):find('== 1000', 1, true)")
  contains(table.concat(lua('return asked'), '\n'), 'Compare values with `==`', 'actions')
  contains(table.concat(lua('return asked'), '\n'), 'Explain: Integer caching', 'actions')
  command('write')
  contains(read(path), '    if quantity == 1000:\n', 'the file')
  wait('fewer diagnostics', 'return #vim.diagnostic.get(0) == 9')
  -- All at once, as on save.
  lua([[vim.lsp.buf.code_action({ context = { only = { 'source.fixAll.pygloss' }, diagnostics = {} }, apply = true })]])
  wait('fixing all', "return vim.fn.search('price == 0', 'n') > 0 and vim.fn.search('user is None', 'n') > 0")
  command('write')
  contains(read(path), 'return user is None', 'the file')
end)

test('"Explain" opens the note', function()
  start()
  review()
  cursor('is 1000')
  lua([[
    vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.title == 'Explain: Integer caching' end })
  ]])
  note_is('integer-caching')
  local state = lua([[
    local w = vim.api.nvim_win_get_config(0)
    return { w.relative, vim.bo.filetype, vim.bo.modifiable, vim.bo.readonly, vim.bo.buftype, vim.bo.buflisted, vim.wo.conceallevel,
      vim.api.nvim_get_current_line() }
  ]])
  equal(state, { 'editor', 'markdown', false, true, 'nofile', false, 2, '### is-int-literal' }, 'the window')
  equal(lua('return vim.api.nvim_win_get_config(0).title[1][1]'), ' Integer caching ', 'the title')
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python' and #vim.api.nvim_list_wins() == 1")
  -- Without the plugin's reading the file itself is shown; it is a pleasant page as well.
  local file = vim.fn.glob(folder .. '/home/cache/pygloss/notes-*/integer-caching/note.md')
  command('edit ' .. file)
  equal(lua("return { vim.bo.modifiable, vim.fn.maparg('q', 'n') ~= '' }"), { false, true }, 'the file')
  keys('q')
  wait('going back', "return vim.bo.filetype == 'python'")
end)

test(':Pygloss note, its links and keys', function()
  start()
  review()
  command('Pygloss note is-vs-equality')
  note_is('is-vs-equality')
  contains(lua('return vim.fn.getline(1)'), '# Identity', 'the heading')
  -- <CR> on a link to another note, and back.
  equal(lua([[return vim.fn.search('\\[integer caching\\](../integer-caching/note.md)')]]) > 0, true, 'a link')
  local row = lua("return vim.fn.line('.')")
  keys('<CR>')
  note_is('integer-caching', 'following')
  equal(lua('return vim.api.nvim_win_get_config(0).title[1][1]'), ' Integer caching ', 'the title')
  equal(lua('return #vim.api.nvim_list_wins()'), 2, 'windows')
  -- A link with a section, by K.
  equal(lua([[return vim.fn.search('\\[is-literal\\](../is-vs-equality/note.md#is-literal)')]]) > 0, true, 'a link')
  keys('K')
  note_is('is-vs-equality', 'following')
  equal(lua('return vim.api.nvim_get_current_line()'), '### is-literal', 'the section')
  keys('<BS>')
  note_is('integer-caching', 'going back')
  keys('<BS>')
  note_is('is-vs-equality', 'going back')
  keys('<BS><BS><BS>')
  -- Never out of the notes.
  note_is('is-vs-equality', 'staying')
  -- A code in backticks, and an address.
  lua([[vim.fn.search('`E711`'); vim.fn.search('E711')]])
  keys('gf')
  wait('explaining a code', "return vim.api.nvim_buf_get_name(0):match('^pygloss://') and vim.api.nvim_buf_get_name(0) ~= 'pygloss://is-vs-equality' or vim.api.nvim_get_current_line():find('eq%-none')")
  lua([[vim.ui.open = function(address) _G.opened = address end]])
  command('Pygloss note integer-caching')
  lua([[vim.fn.search('https://peps.python.org')]])
  keys('gf')
  contains(wait('opening', 'return opened'), 'https://peps.python.org/pep-0683/', 'the address')
  -- It cannot be changed, and a second one takes the same window.
  keys('x')
  equal(lua('return vim.bo.modified'), false, 'unchanged')
  equal(lua('return #vim.api.nvim_list_wins()'), 2, 'windows')
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python' and #vim.api.nvim_list_wins() == 1")
  assert(row > 1)
  -- Without a topic: what is under the cursor.
  cursor('is 1000')
  lua(SELECT, 1)
  command('Pygloss note')
  note_is('integer-caching')
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  command('1')
  command('Pygloss note')
  wait('the message', MESSAGES .. ":find('there is no note for what is under the cursor', 1, true)")
  fails('Pygloss note no-such-topic', 'no-such-topic')
end)

test('a note fits a narrow window', function()
  start('vim.o.columns = 60')
  for _, topic in ipairs({ 'integer-caching', 'is-vs-equality', 'mutable-vs-immutable' }) do
    command('Pygloss note ' .. topic)
    note_is(topic)
    local result = vim.system({ env.PYGLOSS, 'explain', '--output-format', 'json', topic }, { text = true }):wait()
    local written = vim.split(vim.trim(vim.json.decode(result.stdout).markdown), '\n')
    local shown = lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
    -- The same words, and examples, headings and tables line by line.
    local function words(lines)
      return vim.split(vim.trim(table.concat(lines, ' ')), '%s+')
    end
    equal(words(shown), words(written), topic)
    local function exact(lines)
      local kept, inside = {}, false
      for _, line in ipairs(lines) do
        local fence = line:find('^```') ~= nil
        if inside or fence or line:find('^[#|]') or line == '' then
          table.insert(kept, line)
        end
        inside = inside ~= fence
      end
      return kept
    end
    equal(exact(shown), exact(written), topic)
    assert(#shown < #written, topic .. ': paragraphs are not joined')
  end
end)

test('notes in a split', function()
  start("vim.g.pygloss = { window = 'split' }\nvim.lsp.enable('pygloss')")
  review()
  command('Pygloss note integer-caching')
  note_is('integer-caching')
  equal(lua('return { vim.api.nvim_win_get_config(0).relative, #vim.api.nvim_list_wins() }'), { '', 2 }, 'a split')
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python' and #vim.api.nvim_list_wins() == 1")
  command('vertical Pygloss note integer-caching')
  equal(lua('return vim.api.nvim_win_get_width(0) < vim.o.columns'), true, ':vertical')
  -- The last window can be left, too.
  command('only')
  keys('q')
  wait('leaving', "return vim.api.nvim_buf_get_name(0):find('pygloss://', 1, true) == nil")
  stop()
  start("vim.g.pygloss = { window = 'tab' }")
  command('Pygloss note integer-caching')
  contains(lua(MESSAGES), 'must be "float" or "split"', 'a wrong option')
end)

test(':Pygloss patterns, check, notes, explain', function()
  start()
  local path = review()
  command('Pygloss patterns')
  local list = lua("return vim.fn.getqflist({ title = 1, items = 1 })")
  equal(list.title, 'pygloss patterns', 'the title')
  assert(#list.items >= 20, 'patterns: ' .. #list.items)
  local at
  for index, item in ipairs(list.items) do
    if vim.startswith(item.text, '[is-int-literal]') then
      at = index
      equal({ item.type, item.module }, { 'W', 'integer-caching' }, 'a pattern')
    end
  end
  local shown = lua('return vim.fn.getline(...)', at)
  contains(shown, 'integer-caching|W| [is-int-literal] ', 'the list')
  command('cc ' .. at)
  note_is('integer-caching', 'opening from the list')
  equal(lua('return vim.api.nvim_get_current_line()'), '### is-int-literal', 'the section')
  keys('q')
  wait('leaving', "return vim.api.nvim_buf_get_name(0):find('pygloss://', 1, true) == nil")
  command('Pygloss patterns integer-caching')
  equal(lua([[return vim.iter(vim.fn.getqflist()):all(function(i) return i.module == 'integer-caching' end)]]), true, 'one topic')
  command('cclose')

  -- Columns are bytes there, whatever stands before.
  write('work/wide.py', 'def f(zażółć):\n    𝒳 = "𝒳𝒳"; return zażółć is 1000\n')
  write('work/clean.py', 'print(1)\n')
  command('cd ' .. folder .. '/work')
  command('Pygloss check wide.py review.py')
  local items = wait('the list', "local l = vim.fn.getqflist(); return vim.fn.getqflist({ title = 1 }).title:find('check', 1, true) and #l >= 11 and l")
  local by_name = {}
  for _, item in ipairs(items) do
    by_name[vim.fs.basename(lua('return vim.api.nvim_buf_get_name(...)', item.bufnr))] = item
  end
  local wide = 'def f(zażółć):\n    𝒳 = "𝒳𝒳"; return zażółć is 1000'
  local line = vim.split(wide, '\n')[2]
  equal({ by_name['wide.py'].lnum, by_name['wide.py'].col }, { 2, (line:find('zażółć', 1, true)) }, 'the place')
  contains(by_name['wide.py'].text, '[is-int-literal] ', 'the text')
  command('Pygloss check clean.py')
  wait('nothing', MESSAGES .. ":find('nothing found', 1, true)")
  command('Pygloss check missing.py')
  wait('an error', MESSAGES .. ":find('missing.py', 1, true)")

  command('edit ' .. path)
  lua(SELECT, 2)
  command('Pygloss notes')
  local topics = lua('return asked')
  assert(vim.list_contains(topics, 'integer-caching'), vim.inspect(topics))
  note_is(topics[2])
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  command('Pygloss explain F632')
  wait('explaining', "return vim.startswith(vim.api.nvim_buf_get_name(0), 'pygloss://')")
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  -- Without an argument: what is reported on this line.
  cursor('price is 0')
  command('Pygloss explain')
  note_is('integer-caching', 'explaining the line')
end)

test('choosing with the built-in vim.ui.select', function()
  start()
  command('edit x.txt')
  keys(':Pygloss notes<CR>')
  assert(vim.wait(5000, function()
    local mode = vim.rpcrequest(channel, 'nvim_get_mode').mode
    -- The list is longer than the screen: to its end.
    if mode == 'rm' then
      keys('G')
    end
    return mode == 'c'
  end, 100), 'nothing was asked')
  keys('1<CR>')
  wait('the note', "return vim.startswith(vim.api.nvim_buf_get_name(0), 'pygloss://')")
end)

test('completion of :Pygloss', function()
  start()
  local function complete(text)
    return lua("return vim.fn.getcompletion(..., 'cmdline')", text)
  end
  equal(complete('Pygloss '), { 'note', 'explain', 'patterns', 'check', 'notes', 'restart', 'log' }, 'subcommands')
  equal(complete('Pygloss no'), { 'note', 'notes' }, 'subcommands')
  equal(complete('vertical Pygloss note integer'), { 'integer-caching' }, 'topics')
  equal(complete('Pygloss explain F63'), { 'F632' }, 'codes')
  assert(vim.list_contains(complete('Pygloss explain is-int'), 'is-int-literal'), 'patterns')
  equal(complete('Pygloss restart '), {}, 'nothing')
  equal(complete('Pygloss note integer-caching '), {}, 'nothing more')
  -- Typed by a user.
  keys(':Pygloss note integ<Tab><CR>')
  note_is('integer-caching')
  fails('Pygloss nonsense', 'there is no :Pygloss nonsense')
  fails('Pygloss restart now', 'too many arguments')
end)

test(':checkhealth', function()
  start()
  review()
  local function health()
    command('checkhealth pygloss')
    local text = wait('the report', [[
      local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
      return vim.bo.filetype == 'checkhealth' and text:find('conflicts', 1, true) and vim.bo.modifiable == false and text
    ]])
    command('bwipeout!')
    return text
  end
  local text = health()
  contains(text, 'OK Neovim', 'health')
  contains(text, 'pygloss` is version', 'health')
  contains(text, 'patterns found', 'health')
  contains(text, 'is attached to 1 buffer', 'health')
  assert(not text:find('ERROR', 1, true) and not text:find('WARNING', 1, true), text)
  command('edit ' .. folder .. '/work/review.py')
  lua([[vim.lsp.start({ name = 'second', cmd = vim.lsp.config.pygloss.cmd }, { bufnr = 0 })]])
  wait('a second client', [[local c = vim.lsp.get_clients({ bufnr = 0 }); return #c == 2 and c[1].initialized and c[2].initialized]])
  contains(health(), 'has pygloss twice', 'health')
  stop()
  start("vim.lsp.config('pygloss', { cmd = { '/nowhere/pygloss', 'server' } })")
  text = health()
  contains(text, 'ERROR cannot run `/nowhere/pygloss`', 'health')
  contains(text, 'runs in no buffer', 'health')
  equal(lua("return vim.fn.getcompletion('Pygloss note ', 'cmdline')"), {}, 'completion without a program')
  fails('Pygloss notes', 'cannot run `/nowhere/pygloss`')
end)

test('help tags', function()
  -- Plugin managers index the help of a repository's root alone, so the index is kept beside ours.
  vim.fn.mkdir(folder .. '/help', 'p')
  vim.fn.writefile(vim.fn.readfile(env.PLUGIN .. '/doc/pygloss.txt'), folder .. '/help/pygloss.txt')
  start()
  command('helptags ' .. folder .. '/help')
  equal(vim.fn.readfile(env.PLUGIN .. '/doc/tags'), vim.fn.readfile(folder .. '/help/tags'), 'doc/tags; :helptags makes it anew')
  local tags = { 'pygloss', ':Pygloss', 'pygloss-config', 'pygloss-keys', 'g:pygloss', 'pygloss-health' }
  for _, subcommand in ipairs({ 'note', 'explain', 'patterns', 'check', 'notes', 'restart', 'log' }) do
    table.insert(tags, ':Pygloss-' .. subcommand)
  end
  for _, tag in ipairs(tags) do
    command('help ' .. tag)
    contains(lua('return vim.api.nvim_get_current_line()'), '*' .. tag .. '*', 'help')
  end
  for number, line in ipairs(vim.fn.readfile(env.PLUGIN .. '/doc/pygloss.txt')) do
    assert(vim.fn.strdisplaywidth(line) <= 78, ('line %d of the help is too wide'):format(number))
  end
end)

test('restart, also after the server was killed', function()
  start()
  review()
  local first = lua("return vim.lsp.get_clients({ name = 'pygloss' })[1].id")
  command('Pygloss restart')
  local second = wait('a new client', [[
    local c = vim.lsp.get_clients({ name = 'pygloss' })
    return #c == 1 and c[1].id ~= ... and c[1].initialized and vim.tbl_count(c[1].attached_buffers) == 1 and c[1].id
  ]], first)
  wait('diagnostics', 'return #vim.diagnostic.get(0) == 10')
  local pids = vim.fn.split(vim.fn.system({ 'pgrep', '-P', tostring(job), '-f', 'pygloss server' }))
  equal(#pids, 1, 'server processes')
  vim.uv.kill(tonumber(pids[1]), 'sigkill')
  wait('its end', "return #vim.lsp.get_clients({ name = 'pygloss' }) == 0")
  command('Pygloss restart')
  wait('a new client', [[
    local c = vim.lsp.get_clients({ name = 'pygloss' })
    return #c == 1 and c[1].id ~= ... and c[1].initialized and vim.tbl_count(c[1].attached_buffers) == 1
  ]], second)
  wait('diagnostics', 'return #vim.diagnostic.get(0) == 10')
  cursor('is 1000')
  keys('K')
  contains(wait('the hover', FLOAT), '1000', 'hover')
  command('Pygloss log')
  wait('the log or a message', "return vim.bo.filetype == 'log' or " .. MESSAGES:gsub('^return ', '') .. ":find('says nothing about pygloss', 1, true)")
end)

--- Repeatable numbers (an LCG: the same everywhere).
local function dice(seed)
  return function(sides)
    seed = (seed * 1103515245 + 12345) % 2147483648
    return math.floor(seed / 65536) % sides + 1
  end
end

test('3000 edits at full speed', function()
  start()
  local text = {}
  for number = 1, 400 do
    table.insert(text, (number % 4 == 0 and 'if name_%d is %d: pass' or 'name_%d = %d'):format(number, number))
  end
  edit(write('work/typed.py', table.concat(text, '\n') .. '\n'))
  local roll = dice(7)
  local line = function()
    local number = roll(9000)
    return ({
      ('if name_%d is %d: pass'):format(number, number),
      ('zażółć_%d = name == None'):format(number),
      ('# 𝒳 🐍 %d'):format(number),
      ('𝒳 = zażółć is %d'):format(number),
      ('name_%d = %d'):format(number, number),
    })[roll(5)]
  end
  -- Each leaves valid Python, so that all findings stay; on the way there it seldom is.
  local makers = {
    function() return 'o' .. line() .. '<Esc>' end,
    function() return 'O' .. line() .. '<CR>' .. line() .. '<Esc>' end,
    function() return 'A # 🐍é<Esc>' end,
    function() return 'dd' end,
    function() return 'yyp' end,
    function() return 'cc' .. line() .. '<Esc>' end,
    function() return 'I <Esc>0x' end,
    function() return 'I# <Esc>J' end,
    function() return 'u' end,
    function() return '<C-r>' end,
    function() return 'Vjd' end,
    function() return 'A # 𝒳<BS>é<Esc>' end,
    function() return ':s/e/é/ge<CR>' end,
    function() return 'ddkP' end,
    function() return '>><lt><lt>' end,
    function() return 'Ix<Esc>0D' end,
  }
  local count = 3000
  local before = vim.uv.hrtime()
  local tick = lua('return vim.b.changedtick')
  for number = 1, count do
    -- Away from both ends: a command that fails there would throw away what was typed ahead.
    keys(('%dG'):format(9 + roll(60)) .. makers[roll(#makers)]())
    if number % 100 == 0 then
      -- Between 100 and 200 edits are typed ahead, always.
      keys((':let g:seen = %d<CR>'):format(number))
      wait('typing', 'return (vim.g.seen or 0) >= ...', number - 100)
    end
  end
  keys('Goif marker is 1000:<CR>    pass<Esc>')
  local last = wait('the end of the typing', "return vim.fn.getline(vim.fn.line('$') - 1) == 'if marker is 1000:' and vim.fn.line('$') - 1")
  local seconds = (vim.uv.hrtime() - before) / 1e9
  equal(lua('return vim.fn.mode()'), 'n', 'the mode')
  local ticks = lua('return vim.b.changedtick') - tick
  assert(ticks >= count * 0.9, 'changes: ' .. ticks)
  -- The whole text, by all findings and where they are: those of a server that saw only its end.
  local lines = lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)')
  local result = vim.system({ env.PYGLOSS, 'check', '--isolated', '--stdin-filename', 'typed.py', '--output-format', 'json', '-' },
    { stdin = table.concat(lines, '\n') .. '\n', text = true }):wait()
  local expected = {}
  for _, finding in ipairs(vim.json.decode(result.stdout)) do
    local from, to = finding.range.start, finding.range['end']
    table.insert(expected, ('%d:%d-%d:%d %s'):format(
      from.line, vim.str_byteindex(lines[from.line + 1], 'utf-16', from.character),
      to.line, vim.str_byteindex(lines[to.line + 1], 'utf-16', to.character), finding.code))
  end
  table.sort(expected)
  assert(#expected > 20, 'too few findings to compare: ' .. #expected)
  local actual
  local same = vim.wait(10000, function()
    actual = lua([[
      return vim.tbl_map(function(d)
        return ('%d:%d-%d:%d %s'):format(d.lnum, d.col, d.end_lnum, d.end_col, d.code)
      end, vim.diagnostic.get(0))
    ]])
    table.sort(actual)
    return vim.deep_equal(actual, expected)
  end, 50)
  if not same then
    local kept = vim.fn.tempname() .. '.py'
    vim.fn.writefile(lines, kept)
    local missing = vim.tbl_filter(function(one) return not vim.list_contains(actual, one) end, expected)
    local extra = vim.tbl_filter(function(one) return not vim.list_contains(expected, one) end, actual)
    error(('the server lacks %s and has besides %s, of %d; the text is %s'):format(
      vim.inspect(missing), vim.inspect(extra), #expected, kept))
  end
  contains(table.concat(expected, '\n'), ('%d:3-'):format(last - 1), 'the marker')
  command(tostring(last))
  keys('02wK')
  contains(wait('the hover', FLOAT), '1000', 'hover')
  equal(lua("return #vim.lsp.get_clients({ name = 'pygloss' })"), 1, 'the server lives')
  return ('%d changes in %.1f s, then %d findings compared in %d lines'):format(ticks, seconds, #expected, #lines)
end)

test('beside another server', function()
  start(([[
    vim.lsp.config('toy', { cmd = { 'python3', %q }, filetypes = { 'python' } })
    vim.lsp.enable({ 'pygloss', 'toy' })
  ]]):format(env.HERE .. '/toy.py'))
  review()
  wait('both', [[return #vim.tbl_filter(function(c) return c.initialized end, vim.lsp.get_clients({ bufnr = 0 })) == 2]])
  wait('both diagnostics', 'return #vim.diagnostic.get(0) == 11')
  cursor('is 1000')
  keys('K')
  local text = wait('the hover', FLOAT)
  contains(text, 'the toy answers too', 'hover')
  local _, times = text:gsub('Open the note', '')
  equal(times, 1, 'answers of pygloss')
  keys('<Esc>h')
  lua(SELECT, 1)
  cursor('is 1000')
  keys('gra')
  local function count(title)
    return #vim.tbl_filter(function(one)
      return one:find(title, 1, true) ~= nil
    end, lua('return asked'))
  end
  wait('the actions', 'return asked')
  equal(count('Compare values with `==`'), 1, 'fixes')
  equal(count('Explain: Integer caching'), 1, 'explanations')
  wait('the edit', "return vim.fn.getline('.'):find('== 1000', 1, true)")
  keys('u')
  wait('both diagnostics', 'return #vim.diagnostic.get(0) == 11')
  -- What the other one reported is explained.
  lua('_G.asked = nil')
  command('Pygloss explain')
  wait('the choices', 'return asked')
  equal(count('F632'), 1, "explanations of the other's")
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  -- A hover that only the other one answers.
  command('1')
  lua('vim.lsp.buf.hover()')
  wait('the other hover', FLOAT:gsub("if text ~= ''", "if text == 'the toy answers too'"))
  command('checkhealth pygloss')
  contains(wait('the report', [[
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    return vim.bo.filetype == 'checkhealth' and text:find('beside', 1, true) and text
  ]]), 'it answers beside toy', 'health')
end)

test('beside the real Pyright and Ruff', function()
  start(([[
    vim.lsp.config('pyright', { cmd = { %q, '--stdio' }, filetypes = { 'python' } })
    vim.lsp.config('ruff', { cmd = { %q, 'server' }, filetypes = { 'python' } })
    vim.lsp.enable({ 'pygloss', 'pyright', 'ruff' })
  ]]):format(env.PYRIGHT, env.RUFF))
  -- Ruff counts in UTF-16 or UTF-8 and Pyright in UTF-16 only; all three must mean one place.
  edit(write('work/three.py', 'def f(zażółć: int, items=[]) -> bool:\n    """𝒳"""\n    𝒳 = "𝒳𝒳"; return zażółć is 1000\n'))
  wait('all three', [[return #vim.tbl_filter(function(c) return c.initialized end, vim.lsp.get_clients({ bufnr = 0 })) == 3]])
  wait('diagnostics of ours and of Ruff', [[
    local found = {}
    for _, d in ipairs(vim.diagnostic.get(0)) do found[(d.source or ''):lower() .. ' ' .. tostring(d.code)] = true end
    return found['pygloss is-int-literal'] and found['ruff F632']
  ]])
  local function count(text, part)
    local _, times = text:gsub(vim.pesc(part), '')
    return times
  end
  -- A hover of two: what Pyright knows of the name, and what pygloss says of the comparison.
  cursor('zażółć is 1000')
  local text
  local joined = vim.wait(30000, function()
    lua('vim.lsp.buf.hover({ focus = false })')
    return vim.wait(2000, function()
      text = lua(FLOAT)
      return text ~= vim.NIL and text ~= nil and text:find('zażółć: int', 1, true) ~= nil and text:find('Open the note', 1, true) ~= nil
    end, 50)
  end, 50)
  assert(joined, 'the hovers do not join: ' .. tostring(text))
  equal(count(text, 'zażółć: int'), 1, 'answers of Pyright')
  equal(count(text, 'Open the note'), 1, 'answers of pygloss')
  keys('<Esc>h')
  -- Actions of all, each once; and what Ruff reported is explained.
  lua(SELECT, 0)
  cursor('is 1000')
  keys('gra')
  local titles = table.concat(wait('the actions', 'return asked'), '\n')
  equal(count(titles, 'Explain F632: '), 1, titles)
  equal(count(titles, 'Compare values with `==`'), 1, titles)
  equal(count(titles, 'Explain: Integer caching'), 1, titles)
  contains(titles, 'Ruff', 'actions')
  equal(count(titles, 'Ruff (F632): Replace'), 1, titles)
  lua([[vim.lsp.buf.code_action({ apply = true, filter = function(a) return vim.startswith(a.title, 'Explain F632: ') end })]])
  wait('the note', "return vim.startswith(vim.api.nvim_buf_get_name(0), 'pygloss://')")
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  -- Also what a linter reports that is no server, and after a restart.
  local before = lua("return vim.lsp.get_clients({ name = 'pygloss', bufnr = 0 })[1].id")
  command('Pygloss restart')
  wait('a new client', [[
    local c = vim.lsp.get_clients({ name = 'pygloss', bufnr = 0 })
    return #c == 1 and c[1].id ~= ... and c[1].initialized
  ]], before)
  lua([[
    local at = vim.fn.search('items=')
    vim.diagnostic.set(vim.api.nvim_create_namespace('linter'), 0, {
      { lnum = at - 1, col = vim.fn.col('.') - 1, message = 'dangerous', code = 'W0102', source = 'pylint' } })
  ]])
  lua('_G.asked = nil')
  keys('gra')
  titles = table.concat(wait('the actions', 'return asked'), '\n')
  equal(count(titles, 'Explain W0102: '), 1, titles)
  equal(count(titles, 'Explain F632: '), 0, titles)
  command('checkhealth pygloss')
  contains(wait('the report', [[
    local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
    return vim.bo.filetype == 'checkhealth' and text:find('beside', 1, true) and text
  ]]), 'it answers beside pyright, ruff', 'health')
end)

test('settings', function()
  start([[
    vim.lsp.config('pygloss', { settings = { pygloss = { ignore = { 'is-int-literal' } } } })
    vim.lsp.enable('pygloss')
  ]])
  edit(write('work/review.py', read(SAMPLE)), 8)
  wait('fewer findings', 'return #vim.diagnostic.get(0) == 8')
  equal(vim.trim(lua(MESSAGES)), '', 'messages')
end)

test('Neovim older than 0.11', function()
  if not env.NVIM_OLD then
    error('NVIM_OLD is not set')
  end
  start('', env.NVIM_OLD)
  equal(lua("return { vim.fn.has('nvim-0.11'), vim.fn.exists(':Pygloss') }"), { 0, 0 }, 'an old one')
  equal(vim.trim(lua(MESSAGES)), 'pygloss needs Neovim 0.11 or newer, this one is older: nothing was set up', 'messages')
  command('checkhealth pygloss')
  contains(lua([[return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')]]), 'is too old', 'health')
end)

test('recorded with lsp-devtools', function()
  if not env.LSP_DEVTOOLS then
    error('LSP_DEVTOOLS is not set')
  end
  local record = env.WORK .. '/record.sqlite'
  local port = 20000 + vim.uv.os_getpid() % 20000
  local recorder = vim.fn.jobstart({ env.LSP_DEVTOOLS, 'record', '--port', tostring(port), '--on-disconnect', 'exit', '--to-sqlite', record }, { env = { HOME = folder .. '/home' } })
  assert(recorder > 0, 'lsp-devtools does not start')
  table.insert(stopped, function()
    for _, path in ipairs(children()) do
      local ok, cmdline = pcall(read, (path:gsub('environ$', 'cmdline')))
      if ok and cmdline:find('lsp-devtools', 1, true) then
        vim.uv.kill(tonumber(path:match('%d+')), 'sigkill')
      end
    end
    vim.fn.jobwait({ recorder }, 3000)
  end)
  -- Looked up, not tried: the recorder ends with its first connection.
  local listening = (':%04X 00000000:0000 0A'):format(port)
  assert(vim.wait(20000, function()
    return read('/proc/net/tcp'):find(listening, 1, true) ~= nil
  end, 100), 'lsp-devtools does not listen')
  start(([[
    vim.lsp.config('pygloss', { cmd = { %q, 'agent', '--port', '%d', '--', 'pygloss', 'server' } })
    vim.lsp.enable('pygloss')
  ]]):format(env.LSP_DEVTOOLS, port))
  review()
  cursor('is 1000')
  keys('K')
  wait('the hover', FLOAT)
  lua(SELECT, 1)
  keys('gra')
  wait('the edit', "return vim.fn.getline('.'):find('== 1000', 1, true)")
  cursor('price is 0')
  lua([[vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.title == 'Explain: Integer caching' end })]])
  note_is('integer-caching')
  keys('q')
  wait('closing', "return vim.bo.filetype == 'python'")
  command('write')
  -- In order, or Neovim is gone before the last answers are recorded. The agent outlives the server.
  lua("vim.lsp.get_clients({ name = 'pygloss' })[1]:stop()")
  local function recorded()
    -- The recorder's log is gone once it is merged into the record, at any moment.
    local is_there, log = pcall(read, record .. '-wal')
    local bytes = (is_there and log or '') .. read(record)
    return bytes:find('"shutdown"', 1, true) and bytes:find('"exit"', 1, true)
  end
  assert(vim.wait(10000, recorded, 100), 'no shutdown was recorded')
end)

---------------------------------------------------------------------------------------------------
-- Running them

local wanted, failed = _G.arg, 0
for number, one in ipairs(tests) do
  if #wanted == 0 or vim.list_contains(wanted, one.name) then
    folder = ('%s/%02d'):format(env.WORK, number)
    vim.fn.mkdir(folder .. '/bin', 'p')
    vim.uv.fs_symlink(env.PYGLOSS, folder .. '/bin/pygloss')
    local before = vim.uv.hrtime()
    local ok, result = xpcall(one.run, debug.traceback)
    local ended, why = pcall(stop)
    if ok and not ended then
      ok, result = false, why
    end
    for _, undo in ipairs(stopped) do
      pcall(undo)
    end
    stopped, channel = {}, nil
    local seconds = (vim.uv.hrtime() - before) / 1e9
    if ok then
      print(('ok      %-46s %5.1f s%s'):format(one.name, seconds, result and '  ' .. result or ''))
    else
      failed = failed + 1
      print(('FAILED  %-46s %5.1f s\n%s'):format(one.name, seconds, result))
    end
    if not vim.wait(5000, function()
      return #children() == 0
    end, 100) then
      failed = failed + 1
      print(('FAILED  %s leaves processes: %s'):format(one.name, vim.inspect(vim.tbl_map(function(path)
        local ok, text = pcall(read, (path:gsub('environ$', 'cmdline')))
        return ok and text:gsub('%z', ' ') or nil
      end, children()))))
    end
  end
end
if failed > 0 then
  os.exit(1)
end
