-- What other tools reported, for the server to explain.
--
-- Neovim gives a server only the server's own diagnostics when it asks for code actions, so
-- "Explain F632" could never be offered beside Ruff. The requests to our server are completed here;
-- those to other servers are left alone.

local M = {}

local OURS = 'pygloss'
local METHOD = 'textDocument/codeAction'
--- What was completed already, by the table of functions that sends. A restarted server has a new one.
local seen = setmetatable({}, { __mode = 'k' })

---@param buf integer
---@param row integer 0-based
---@param column integer in bytes
---@param encoding string
---@return lsp.Position
local function position(buf, row, column, encoding)
  local line = vim.api.nvim_buf_get_lines(buf, row, row + 1, false)[1] or ''
  return { line = row, character = vim.str_utfindex(line, encoding, math.min(column, #line), false) }
end

---@param a lsp.Position
---@param b lsp.Position
---@return boolean
local function is_not_behind(a, b)
  return a.line < b.line or (a.line == b.line and a.character <= b.character)
end

--- The diagnostics with a code that others reported and that touch a range, as LSP has them. They
--- need not come from a server: linters that run by themselves report here as well.
---@param buf integer
---@param range lsp.Range
---@param encoding string in which `range` counts
---@return lsp.Diagnostic[]
function M.diagnostics(buf, range, encoding)
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buf)) do
    local code = type(one.code)
    if one.source ~= OURS and (code == 'string' or code == 'number') then
      local place = {
        start = position(buf, one.lnum, one.col, encoding),
        ['end'] = position(buf, one.end_lnum or one.lnum, one.end_col or one.col, encoding),
      }
      if is_not_behind(place.start, range['end']) and is_not_behind(range.start, place['end']) then
        table.insert(found, {
          range = place,
          severity = one.severity,
          code = one.code,
          source = one.source,
          message = one.message,
        })
      end
    end
  end
  return found
end

--- Completes what a client of ours asks for code actions from now on.
---@param client vim.lsp.Client
function M.attach(client)
  local rpc = client.rpc
  if type(rpc) ~= 'table' or type(rpc.request) ~= 'function' or seen[rpc] then
    return
  end
  seen[rpc] = true
  local request = rpc.request
  rpc.request = function(method, params, ...)
    if method == METHOD and type(params) == 'table' and not vim.in_fast_event() then
      -- A defect here must never cost the user the actions themselves.
      local ok, completed = pcall(function()
        local buf = vim.uri_to_bufnr(params.textDocument.uri)
        local others = M.diagnostics(buf, params.range, client.offset_encoding)
        if #others == 0 then
          return params
        end
        -- Copies: the tables may be on their way to other servers.
        local own = vim.tbl_filter(function(one)
          return one.source == OURS
        end, params.context.diagnostics or {})
        local context = vim.tbl_extend('force', params.context, { diagnostics = vim.list_extend(own, others) })
        return vim.tbl_extend('force', params, { context = context })
      end)
      params = ok and completed or params
    end
    return request(method, params, ...)
  end
end

return M
