; `Left.__init__(self)` and `Right.__init__(self)`: what they share runs twice, and a `super()` in
; them goes where the order of the instance's class says.
((call function: (attribute object: (_) attribute: (identifier) @_name)) @match
  (#eq? @_name "__init__")
  (#is? @match explicit-init)
  (#set! id "diamond-explicit-init")
  (#set! severity "warning")
  (#set! message "{story}. Let each class call `super().__init__(…)` once instead of naming bases.")
  (#set! rewrite "one-super") (#set! fix.title "Call `super().__init__()` once"))

; `super().__init__(name)` in a class that has siblings in somebody's order.
((call function: (attribute object: (call function: (identifier) @_super) attribute: (identifier) @_name)) @match
  (#eq? @_super "super")
  (#eq? @_name "__init__")
  (#is? @match refused-super)
  (#set! id "cooperative-signature-mismatch")
  (#set! severity "error")
  (#set! message "for a `{leaf}` this lands in `{next}`{instead}: TypeError: `{error}`. Take `**kwargs` in every class of the diamond and pass them on.")
  (#set! rewrite "forward-keywords") (#set! fix.title "Take `**kwargs` and pass them on"))

; `def __init__` without a call of the one that it replaces.
((class_definition superclasses: (argument_list) body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__init__")
  (#is? @match base-never-initialized)
  (#set! id "missing-super-init")
  (#set! severity "warning")
  (#set! message "`{class}.__init__` replaces the one of `{base}` and never calls it: {story}. Call `super().__init__(…)`.")
  (#set! rewrite "call-super-init") (#set! fix.title "Call `super().__init__(…)` first")
  (#set! equivalents "W0231 super-init-not-called"))

; Glosses.
((class_definition name: (identifier) @match superclasses: (argument_list))
  (#is? @match diamond)
  (#set! id "diamond-shape")
  (#set! insight "diamond-shape"))
((call function: (identifier) @match)
  (#is? @match diamond)
  (#set! id "diamond-shape")
  (#set! insight "diamond-shape"))
