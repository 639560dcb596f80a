; Writing through a view of bytes.
((assignment left: (subscript value: (_) @view) @match)
  (#is? @view read-only-view)
  (#is-not? @match probing)
  (#set! id "memoryview-of-readonly-written")
  (#set! severity "error")
  (#set! message "`{view}` is a view of bytes, which cannot change: TypeError. View a bytearray, as in `memoryview(bytearray(data))`.")
  (#set! insight "buffer-view"))
((augmented_assignment left: (subscript value: (_) @view) @match)
  (#is? @view read-only-view)
  (#is-not? @match probing)
  (#set! id "memoryview-of-readonly-written")
  (#set! severity "error")
  (#set! message "`{view}` is a view of bytes, which cannot change: TypeError. View a bytearray, as in `memoryview(bytearray(data))`.")
  (#set! insight "buffer-view"))

; Changing the size of a bytearray while a view of it is alive.
((call function: (attribute object: (identifier) @buffer attribute: (identifier) @_method)) @match
  (#any-of? @_method "append" "extend" "clear" "pop" "insert" "remove")
  (#is? @buffer held-by-view)
  (#is-not? @match probing)
  (#set! id "bytearray-resized-while-viewed")
  (#set! severity "error")
  (#set! message "the view `{view}` holds `{buffer}` at its size: BufferError. Release it first, with `with memoryview({buffer}) as {view}:` or `{view}.release()`."))
((augmented_assignment left: (identifier) @buffer operator: "+=") @match
  (#is? @buffer held-by-view)
  (#is-not? @match probing)
  (#set! id "bytearray-resized-while-viewed")
  (#set! severity "error")
  (#set! message "the view `{view}` holds `{buffer}` at its size: BufferError. Release it first, with `with memoryview({buffer}) as {view}:` or `{view}.release()`."))
((delete_statement (subscript value: (identifier) @buffer)) @match
  (#is? @buffer held-by-view)
  (#is-not? @match probing)
  (#set! id "bytearray-resized-while-viewed")
  (#set! severity "error")
  (#set! message "the view `{view}` holds `{buffer}` at its size: BufferError. Release it first, with `with memoryview({buffer}) as {view}:` or `{view}.release()`."))

; A view of something that has no buffer.
((call function: (identifier) @_function arguments: (argument_list . (_) @source .)) @match
  (#is? @_function stands-for "builtins.memoryview")
  (#is? @source kind "str")
  (#is-not? @match probing)
  (#set! id "memoryview-of-str")
  (#set! severity "error")
  (#set! message "a str has no buffer to view: TypeError. View its bytes.")
  (#set! fix "{source}.encode()") (#set! fix.at "source") (#set! fix.title "Encode it") (#set! fix.applicability "safe"))
((call function: (identifier) @_function arguments: (argument_list . (_) @source .)) @match
  (#is? @_function stands-for "builtins.memoryview")
  (#is? @source kind "list tuple dict set int")
  (#is-not? @match probing)
  (#set! id "memoryview-of-str")
  (#set! severity "error")
  (#set! message "a {kind} has no buffer to view: TypeError. View bytes, a bytearray or an `array.array`."))

; Glosses.
((call function: (identifier) @hover) @match
  (#is? @hover stands-for "builtins.memoryview")
  (#set! id "memoryview-shares")
  (#set! insight "buffer-view"))
((subscript value: (identifier) @view) @match
  (#is? @view view)
  (#set! id "memoryview-shares")
  (#set! insight "buffer-view"))
((call function: (attribute object: (identifier) @view attribute: (identifier) @match)) @call
  (#any-of? @match "cast" "tobytes" "tolist" "hex" "release" "toreadonly")
  (#is? @view view)
  (#set! id "memoryview-shares")
  (#set! insight "view-method"))
((subscript value: (identifier) @source subscript: (slice)) @match
  (#is? @source kind "bytes bytearray")
  (#set! id "bytes-slice")
  (#set! insight "bytes-slice"))
