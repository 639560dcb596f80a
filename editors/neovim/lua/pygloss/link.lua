-- Links in Markdown: which one is under the cursor, and what it leads to. Knows no windows.

local M = {}

--- The topic and section that an address names, if it is that of a note: as a file of the server,
--- or relative to another note.
---@param address string
---@return string? topic
---@return string? section
function M.note_of(address)
  local path, section = address:match('^([^#]*)#?(.*)$')
  section = section ~= '' and vim.uri_decode(section) or nil
  path = path:gsub('\\', '/')
  local topic = path:match('/pygloss/notes%-[^/]+/([^/]+)/note%.md$') or path:match('^%.%./([^/]+)/note%.md$')
  return topic and vim.uri_decode(topic), topic and section
end

--- The links of a text: where each begins and ends (1-based, inclusive) and its address.
---@param text string
---@return { [1]: integer, [2]: integer, address: string }[]
function M.find(text)
  local links = {}
  local position = 1
  while true do
    -- Brackets inside the text of a link balance, as in [`x[0]`](…).
    local first, last, address = text:find('%b[]%((%b<>)%)', position)
    local first_bare, last_bare, bare = text:find('%b[]%(([^()%s]+)%)', position)
    if first_bare and (not first or first_bare < first) then
      first, last, address = first_bare, last_bare, bare
    elseif first then
      address = address:sub(2, -2)
    else
      break
    end
    links[#links + 1] = { first, last, address = address }
    position = last + 1
  end
  position = 1
  while true do
    local first, last = text:find('https?://[^%s<>%)`]+', position)
    if not first then
      return links
    end
    local address = text:sub(first, last):gsub('[.,;:]+$', '')
    local inside = vim.iter(links):any(function(link)
      return link[1] <= first and last <= link[2] + 1
    end)
    if not inside then
      links[#links + 1] = { first, last, address = address }
    end
    position = last + 1
  end
end

--- The address of the link under the cursor. A link may go on over several lines of a paragraph.
---@param lines string[] of the buffer
---@param row integer 1-based
---@param column integer 0-based, in bytes
---@return string?
function M.at(lines, row, column)
  local first, last = row, row
  while first > 1 and lines[first - 1]:find('%S') do
    first = first - 1
  end
  while last < #lines and lines[last + 1]:find('%S') do
    last = last + 1
  end
  local place = column + 1
  for index = first, row - 1 do
    place = place + #lines[index] + 1
  end
  local text = table.concat(vim.list_slice(lines, first, last), '\n')
  for _, link in ipairs(M.find(text)) do
    if link[1] <= place and place <= link[2] then
      return link.address
    end
  end
end

--- The words in backticks under the cursor.
---@param line string
---@param column integer 0-based
---@return string?
function M.code_at(line, column)
  for first, code, last in line:gmatch('()`([^`]+)`()') do
    if first <= column + 1 and column + 1 < last then
      return code
    end
  end
end

--- The row of a heading, and 1 when there is none.
---@param lines string[]
---@param section string?
---@return integer
function M.row_of(lines, section)
  for row, line in ipairs(lines) do
    local heading = section and line:match('^#+%s+(.-)%s*$')
    if heading and (heading == section or heading:lower():gsub('%s+', '-') == section) then
      return row
    end
  end
  return 1
end

return M
