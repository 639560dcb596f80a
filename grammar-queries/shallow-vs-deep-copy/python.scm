; `c = cfg.copy()`, then `c["db"]["host"] = "x"`: the inner dict is the original's too. Where all that
; follows is `print` and `assert`, the sharing is being shown.
([(assignment left: (subscript value: [(subscript) (attribute)] @target) @match)
  (augmented_assignment left: (subscript value: [(subscript) (attribute)] @target) @match)
  (augmented_assignment left: (subscript value: (identifier)) @target @match)
  (call function: (attribute object: (subscript) @target)) @match
  (delete_statement (subscript value: (subscript) @target) @match)]
  (#is? @target shared-inner read)
  (#set! id "shallow-copy-nested-mutated")
  (#set! severity "warning")
  (#set! message "the copy is shallow: `{inner}` and `{original}` are one {kind}, so the change shows in both. Use `copy.deepcopy`, or copy that level as well.")
  (#set! rewrite "deep-copy") (#set! fix.title "Make the copy deep"))
([(assignment left: (subscript value: [(subscript) (attribute)] @target) @match)
  (augmented_assignment left: (subscript value: [(subscript) (attribute)] @target) @match)
  (augmented_assignment left: (subscript value: (identifier)) @target @match)
  (call function: (attribute object: (subscript) @target)) @match
  (delete_statement (subscript value: (subscript) @target) @match)]
  (#is? @target shared-inner shown)
  (#set! id "shallow-copy-nested-mutated")
  (#set! severity "information")
  (#set! message "the copy is shallow: `{inner}` and `{original}` are one {kind}, so the change shows in both. Use `copy.deepcopy`, or copy that level as well.")
  (#set! rewrite "deep-copy") (#set! fix.title "Make the copy deep"))

; `backup = data`: a second name, not a copy.
((assignment left: (identifier) @name right: [(identifier) (attribute)] @right) @match
  (#is? @match aliased-then-changed)
  (#set! id "assignment-is-not-copy")
  (#set! severity "warning")
  (#set! message "`{name} = {source}` is a second name for one object, not a copy: the change that follows shows in `{name}` too. Copy it.")
  (#set! rewrite "copy-method") (#set! fix.title "Make a shallow copy with `.copy()`")
  (#set! rewrite "list-copy") (#set! fix.title "Make a new list of the same items")
  (#set! rewrite "deep-copy") (#set! fix.title "Make a deep copy"))

; Glosses.
((call function: (attribute attribute: (identifier) @hover) arguments: (argument_list)) @match @copy
  (#any-of? @hover "copy" "deepcopy")
  (#is? @copy copies)
  (#set! id "copy-call")
  (#set! insight "shared-by-copy"))
((call function: (identifier) @hover) @match @copy
  (#is? @copy copies)
  (#set! id "copy-call")
  (#set! insight "shared-by-copy"))
((subscript value: (_) . subscript: (slice . ":" .) .) @match @copy
  (#is? @copy copies)
  (#set! id "copy-call")
  (#set! insight "shared-by-copy"))
((dictionary (dictionary_splat "**" @hover)) @match @copy
  (#is? @copy copies)
  (#set! id "copy-call")
  (#set! insight "shared-by-copy"))
((list (list_splat "*" @hover)) @match @copy
  (#is? @copy copies)
  (#set! id "copy-call")
  (#set! insight "shared-by-copy"))
