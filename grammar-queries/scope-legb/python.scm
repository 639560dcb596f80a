; A read that comes before any value: the assignment further down makes the name local.
((identifier) @match
  (#is? @match read-before-bound)
  (#set! id "unbound-local")
  (#set! severity "error")
  (#set! message "`{match}` is assigned in `{function}` and so is local to all of it: this read comes before any value: `UnboundLocalError`. {advice}")
  (#set! rewrite "declare-outer") (#set! fix.title "Write `{declare}` at the top of `{function}`")
  (#set! equivalents "F823 E0601 used-before-assignment reportUnboundVariable"))

; A closure made in a loop, kept beyond the round, that reads what each round rebinds.
([(lambda) (generator_expression)] @match
  (#is? @match late-bound)
  (#set! id "loop-closure")
  (#set! severity "warning")
  (#set! message "this looks {names} up when it runs, after the loop has moved on: all of them see the last value. Bind it now, with a default such as `{bound}`.")
  (#set! rewrite "bind-now") (#set! fix.title "Bind now: `{bound}`")
  (#set! equivalents "B023 W0640 cell-var-from-loop S1515"))
((function_definition name: (identifier) @match) @function
  (#is? @function late-bound)
  (#set! id "loop-closure")
  (#set! severity "warning")
  (#set! message "`{match}` looks {names} up when it is called, after the loop has moved on: all of them see the last value. Bind it now, with a default such as `{bound}`.")
  (#set! rewrite "bind-now") (#set! fix.title "Bind now: `{bound}`")
  (#set! equivalents "B023 W0640 cell-var-from-loop S1515"))

; Names of a class body are no scope for the functions and comprehensions inside.
((identifier) @match
  (#is? @match class-name-skipped missing)
  (#set! id "class-scope-skipped")
  (#set! severity "error")
  (#set! message "{reader} not see the names of the class body: `{match}` of `{class}` is not found here, `NameError`. Write {instead}.")
  (#set! fix "{access}") (#set! fix.title "Write `{access}`") (#set! fix.applicability "safe")
  (#set! fix "{choice}") (#set! fix.title "Write `{choice}`")
  (#set! equivalents "F821 E0602 undefined-variable reportUndefinedVariable"))
((identifier) @match
  (#is? @match class-name-skipped global)
  (#set! id "class-scope-skipped")
  (#set! severity "warning")
  (#set! message "{reader} not see the names of the class body: this reads the module's `{match}`, not the one of `{class}`. Write {instead}."))

; An inner function assigns what the outer one reads afterwards: two variables of one name.
((assignment left: (identifier) @match)
  (#is? @match lost-for-outer)
  (#set! id "nonlocal-missing")
  (#set! severity "warning")
  (#set! message "this makes a new local `{match}` of `{function}`; the `{match}` of `{outer}` keeps its value. Write `{declare}` to rebind that one.")
  (#set! rewrite "declare-outer") (#set! fix.title "Write `{declare}` at the top of `{function}`")
  (#set! equivalents "F841 W0612 unused-variable"))

; The same between a function and the module.
((assignment left: (identifier) @match)
  (#is? @match lost-for-module)
  (#set! id "global-missing")
  (#set! severity "warning")
  (#set! message "this makes a new local `{match}` that is gone when `{function}` returns; the module's `{match}` keeps its value. Write `{declare}` to rebind that one.")
  (#set! rewrite "declare-outer") (#set! fix.title "Write `{declare}` at the top of `{function}`")
  (#set! equivalents "F841 W0612 unused-variable"))

; `list = [1]`, then `list("ab")`.
((call function: (identifier) @match)
  (#is? @match shadowed-call)
  (#set! id "builtin-shadowed-then-called")
  (#set! severity "error")
  (#set! message "`{match}` is {what} bound above, not the builtin, and it cannot be called: `TypeError`. Give it another name.")
  (#set! rewrite "rename-shadow") (#set! fix.title "Rename the variable to `{match}_`")
  (#set! equivalents "E1102 not-callable A001 A002 W0622 redefined-builtin"))

; Which variable is this? Answers for every name read in a function or class.
((identifier) @match
  (#is? @match name-read)
  (#set! id "name-scope")
  (#set! general)
  (#set! insight "name-scope"))

; What the declaration binds, and whether it is needed.
([(global_statement) (nonlocal_statement)] @match
  (#set! id "global-nonlocal")
  (#set! insight "declaration"))

; The variable of a comprehension, and a walrus inside one.
((for_in_clause left: (identifier) @match)
  (#set! id "comprehension-scope")
  (#set! insight "comprehension-scope"))
((for_in_clause left: [(pattern_list (identifier) @match) (tuple_pattern (identifier) @match)])
  (#set! id "comprehension-scope")
  (#set! insight "comprehension-scope"))
((named_expression name: (identifier) @match)
  (#is? @match in-comprehension)
  (#set! id "comprehension-scope")
  (#set! insight "comprehension-scope"))
