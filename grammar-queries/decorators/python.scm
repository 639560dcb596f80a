; `def wrapper(…): return func(…)`, returned without `functools.wraps`.
((function_definition body: (block (function_definition name: (identifier) @match) @wrapper)) @outer
  (#is? @wrapper wrapper-loses-name)
  (#set! id "decorator-missing-wraps")
  (#set! severity "information")
  (#set! message "what `{decorator}` decorates is called `{match}` from then on, without its docstring and signature. Put `@functools.wraps({taken})` on `{match}`.")
  (#set! rewrite "add-wraps") (#set! fix.title "Put `@functools.wraps({taken})` on `{match}`"))

; A decorator in use that forgets `return wrapper`.
((function_definition name: (identifier) @match
    body: (block [(function_definition name: (identifier) @name) @wrapper
                  (decorated_definition definition: (function_definition name: (identifier) @name) @wrapper)])) @outer
  (#is? @wrapper wrapper-not-returned)
  (#set! id "decorator-returns-none")
  (#set! severity "error")
  (#set! message "`{match}` never returns `{name}`, so `{decorated}` is None after it is decorated. End with `return {name}`.")
  (#set! rewrite "return-wrapper") (#set! fix.title "Return `{name}`") (#set! fix.applicability "safe"))
((function_definition name: (identifier) @match
    body: (block [(function_definition name: (identifier) @name) @wrapper
                  (decorated_definition definition: (function_definition name: (identifier) @name) @wrapper)])) @outer
  (#is? @wrapper wrapper-not-returned sometimes)
  (#set! id "decorator-returns-none")
  (#set! severity "error")
  (#set! message "`{match}` can end without returning anything, and then `{decorated}` is None. Return a function on every path.")
  (#set! rewrite "return-wrapper") (#set! fix.title "Return `{name}` at the end"))

; The wrapper calls the function and returns nothing.
((function_definition
    body: (block [(function_definition name: (identifier) @match) @wrapper
                  (decorated_definition definition: (function_definition name: (identifier) @match) @wrapper)])) @outer
  (#is? @wrapper wrapper-drops-result seen)
  (#set! id "wrapper-drops-result")
  (#set! severity "warning")
  (#set! message "`{match}` drops what `{taken}` returns, so every caller gets None. Return it.")
  (#set! rewrite "return-result") (#set! fix.title "Return what `{taken}` returns") (#set! fix.applicability "safe"))
((function_definition
    body: (block [(function_definition name: (identifier) @match) @wrapper
                  (decorated_definition definition: (function_definition name: (identifier) @match) @wrapper)])) @outer
  (#is? @wrapper wrapper-drops-result unseen)
  (#set! id "wrapper-drops-result")
  (#set! severity "hint")
  (#set! message "`{match}` drops what `{taken}` returns: a decorated function that returns a value gives None to its callers. Return it.")
  (#set! rewrite "return-result") (#set! fix.title "Return what `{taken}` returns"))

; `return wrapper()` in a decorator.
((return_statement . (call function: (identifier) @name arguments: (argument_list . "(" . ")" .)) @match .)
  (#is? @name runs-wrapper)
  (#set! id "decorator-returns-call")
  (#set! severity "error")
  (#set! message "`{name}()` runs at once, when the `def` is decorated, and `{decorated}` becomes its result. Return `{name}` itself.")
  (#set! rewrite "return-wrapper-itself") (#set! fix.title "Return `{name}` itself") (#set! fix.applicability "safe"))

; `@functools.wraps` without the function whose data it is to copy.
((decorated_definition (decorator . (_) @match) definition: (function_definition name: (identifier) @name))
  (#is? @match stands-for "functools.wraps")
  (#set! id "wraps-without-call")
  (#set! severity "error")
  (#set! message "`@{match}` without a call takes `{name}` for the original and leaves a `partial` in its place. Give it the wrapped function: `@{match}(func)`."))
((expression_statement . (call function: (_) @function) @match .)
  (#is? @function stands-for "functools.wraps")
  (#set! id "wraps-without-call")
  (#set! severity "error")
  (#set! message "`{function}(…)` only makes a decorator, which is thrown away here. Put it on the wrapper with `@`."))

; Glosses.
((decorator (_) @value) @match @line
  (#set! id "decorator-line")
  (#set! insight "decorator-line"))
((call function: [(identifier) (attribute)] @hover @_function) @match @call
  (#match? @_function "(^|\\.)wraps$")
  (#is? @_function stands-for "functools.wraps")
  (#set! id "wraps-call")
  (#set! insight "wraps"))
