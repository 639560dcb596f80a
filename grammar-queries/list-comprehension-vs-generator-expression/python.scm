; `sum([x * x for x in xs])`: a list that is walked through once and dropped.
((call function: (identifier) @reducer arguments: (argument_list . (list_comprehension) @match))
  (#any-of? @reducer "sum" "min" "max")
  (#is? @reducer builtin)
  (#is? @match plain-comprehension calls)
  (#set! id "listcomp-in-reducer")
  (#set! severity "hint")
  (#set! message "the whole list is built only for `{reducer}` to walk through it once. Without the brackets one item is held at a time.")
  (#set! rewrite "drop-brackets") (#set! fix.title "Drop the brackets") (#set! fix.applicability "safe")
  (#set! equivalents "C419 R1728 consider-using-generator S7494"))
((call function: (identifier) @reducer arguments: (argument_list . (list_comprehension) @match .))
  (#any-of? @reducer "any" "all")
  (#is? @reducer builtin)
  (#is? @match plain-comprehension)
  (#set! id "listcomp-in-reducer")
  (#set! severity "hint")
  (#set! message "the whole list is built before `{reducer}` sees the first item. Without the brackets `{reducer}` stops as soon as it knows.")
  (#set! rewrite "drop-brackets") (#set! fix.title "Drop the brackets") (#set! fix.applicability "safe")
  (#set! equivalents "C419 R1729 use-a-generator S7494"))
((call function: (identifier) @reducer arguments: (argument_list . (list_comprehension) @match .))
  (#any-of? @reducer "any" "all")
  (#is? @reducer builtin)
  (#is-not? @match plain-comprehension)
  (#is? @match plain-comprehension calls)
  (#set! id "listcomp-in-reducer")
  (#set! severity "hint")
  (#set! message "the whole list is built before `{reducer}` sees the first item. Without the brackets `{reducer}` stops as soon as it knows, and later calls are not made.")
  (#set! rewrite "drop-brackets") (#set! fix.title "Drop the brackets: calls stop at the first hit")
  (#set! equivalents "C419 R1729 use-a-generator S7494"))

; `[print(x) for x in xs]` as a statement: a loop in disguise.
; With `_` it repeats something for its own sake: a benchmark, a warm-up.
((expression_statement . [(list_comprehension body: (call) (for_in_clause left: (_) @_target)) (set_comprehension body: (call) (for_in_clause left: (_) @_target))] @match .) @_statement
  (#not-eq? @_target "_")
  (#is-not? @_statement probing)
  (#set! id "listcomp-for-side-effects")
  (#set! severity "information")
  (#set! message "this builds a collection of results and drops it. For the effects alone write a `for` statement.")
  (#set! rewrite "for-statement") (#set! fix.title "Write a `for` statement") (#set! fix.applicability "safe")
  (#set! equivalents "W0106 expression-not-assigned"))

; Glosses.
((list_comprehension . "[" @hover) @match
  (#set! id "comprehension-kind")
  (#set! insight "comprehension-time"))
((generator_expression . "(" @hover) @match
  (#set! id "comprehension-kind")
  (#set! insight "comprehension-time"))
((set_comprehension . "{" @hover) @match
  (#set! id "comprehension-kind")
  (#set! insight "comprehension-time"))
((dictionary_comprehension . "{" @hover) @match
  (#set! id "comprehension-kind")
  (#set! insight "comprehension-time"))
((call function: (identifier) @hover arguments: (generator_expression) @argument) @match
  (#any-of? @hover "sum" "any" "all" "min" "max" "dict" "set")
  (#is? @hover builtin)
  (#set! id "reducer-argument")
  (#set! insight "reducer-argument"))
((call function: (identifier) @hover arguments: (argument_list . [(list_comprehension) (generator_expression)] @argument)) @match
  (#any-of? @hover "sum" "any" "all" "min" "max" "dict" "set")
  (#is? @hover builtin)
  (#set! id "reducer-argument")
  (#set! insight "reducer-argument"))
