; A file, connection or lock that only `__del__` gives back.
((function_definition name: (identifier) @match)
  (#eq? @match "__del__")
  (#is? @match only-way-out)
  (#set! id "del-for-cleanup")
  (#set! severity "information")
  (#set! message "{release} stands in `__del__` alone, which may run late or never. Give `{class}` a `close()` and `__exit__`, for use with `with`.")
  (#set! rewrite "context-manager") (#set! fix.title "Make `{class}` a context manager that closes"))

; `conn.__del__()` runs the clean-up, frees nothing, and the interpreter will run it again.
((call function: (attribute object: (_) @object attribute: (identifier) @_method)) @match
  (#eq? @_method "__del__")
  (#is? @object finalizer-called)
  (#set! id "del-called-directly")
  (#set! severity "warning")
  (#set! message "this runs the finalizer without freeing `{object}`, and it runs again when the object goes. Call a `close()` method, or use `with`.")
  (#set! equivalents "PLC2801 unnecessary-dunder-call"))

; An exception cannot leave a finalizer.
((function_definition name: (identifier) @_name
    body: (block [(raise_statement (_)) (assert_statement)] @match))
  (#eq? @_name "__del__")
  (#is? @match finalizer-fails)
  (#set! id "del-raises")
  (#set! severity "warning")
  (#set! message "no caller can catch this: an exception in `__del__` is printed and dropped. Use `warnings.warn`, or raise from a `close()` method."))
((function_definition name: (identifier) @_name
    body: (block (if_statement consequence: (block [(raise_statement (_)) (assert_statement)] @match))))
  (#eq? @_name "__del__")
  (#is? @match finalizer-fails)
  (#set! id "del-raises")
  (#set! severity "warning")
  (#set! message "no caller can catch this: an exception in `__del__` is printed and dropped. Use `warnings.warn`, or raise from a `close()` method."))

; Gloss.
((function_definition name: (identifier) @match)
  (#eq? @match "__del__")
  (#is? @match in-method)
  (#set! id "del-method")
  (#set! insight "finalizer"))
