; `def __init__(self, code, msg)` that hands nothing to the base: `str(e)` shows the tuple.
((class_definition superclasses: (argument_list (_)) body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__init__")
  (#is? @match message-not-passed)
  (#set! id "custom-exc-no-super-init")
  (#set! severity "warning")
  (#set! message "no message reaches the base, so `str({example})` shows {shown}. Call `super().__init__(message)`.")
  (#set! rewrite "pass-message") (#set! fix.title "Pass the arguments on, and add `__str__`")
  (#set! equivalents "B042"))

; `class AppError(BaseException)`.
((class_definition name: (identifier) @name superclasses: (argument_list . (identifier) @match)) @class
  (#eq? @match "BaseException")
  (#is? @match escapes-handlers)
  (#set! id "custom-exc-base")
  (#set! severity "warning")
  (#set! message "`except Exception` does not catch a `{name}`: BaseException is for what ends the program, such as KeyboardInterrupt. Derive from `Exception`.")
  (#set! fix "Exception") (#set! fix.at "match") (#set! fix.title "Derive from `Exception`")
  (#set! equivalents "S5709"))

; An `__init__` that does not fit what `args` holds.
((class_definition superclasses: (argument_list (_)) body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__init__")
  (#is? @match rebuilt-wrongly "processes")
  (#set! id "custom-exc-unpicklable")
  (#set! severity "warning")
  (#set! message "this exception does not survive the way between processes: a copy is built as `Class(*args)`, which raises TypeError: `{error}`. Pass all arguments to `super().__init__`, or add `__reduce__`.")
  (#set! rewrite "add-reduce") (#set! fix.title "Add `__reduce__`")
  (#set! equivalents "B042"))
((class_definition superclasses: (argument_list (_)) body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__init__")
  (#is? @match rebuilt-wrongly "alone")
  (#set! id "custom-exc-unpicklable")
  (#set! severity "hint")
  (#set! message "pickle and copy build this again as `Class(*args)`, which raises TypeError: `{error}`. Pass all arguments to `super().__init__`, or add `__reduce__`.")
  (#set! rewrite "add-reduce") (#set! fix.title "Add `__reduce__`")
  (#set! equivalents "B042"))

; Glosses.
((class_definition name: (identifier) @match superclasses: (argument_list))
  (#is? @match error-class)
  (#set! id "exception-class")
  (#set! insight "exception-class"))
