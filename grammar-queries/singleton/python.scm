; `__new__` gives back the old instance, and `__init__` starts it over.
((class_definition body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__init__")
  (#is? @match init-reruns)
  (#set! id "singleton-init-reruns")
  (#set! severity "warning")
  (#set! message "`__new__` gives back the one instance in `{kept}`, and each `{class}(…)` runs `__init__` on it again: `{attribute}` is set anew. Return early once it is set up, or set it up in `__new__`."))

; Glosses.
((class_definition body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__new__")
  (#is? @match keeps-instance)
  (#set! id "singleton-shape")
  (#set! insight "singleton-shape"))
