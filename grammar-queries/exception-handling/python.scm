; A handler whose exceptions an earlier one of the same `try` catches already.
((except_clause "except" @match value: (_) @value) @clause
  (#is? @clause never-reached)
  (#set! id "unreachable-except")
  (#set! severity "error")
  (#set! message "the handler for `{by}` above already catches `{class}`, so this one never runs. Put the narrow one first.")
  (#set! rewrite "handler-up") (#set! fix.title "Move this handler above `{by}`") (#set! fix.applicability "safe")
  (#set! rewrite "remove-handler") (#set! fix.title "Remove this handler") (#set! fix.applicability "safe")
  (#set! equivalents "E0701 bad-except-order B025 B014 B047 W0705 duplicate-except S1045"))

; `except:` takes Ctrl-C and `sys.exit()` too.
((except_clause "except" @match !value) @clause
  (#is-not? @clause sends-on)
  (#set! id "bare-except")
  (#set! severity "warning")
  (#set! message "a bare `except` also catches KeyboardInterrupt and SystemExit. Write `except Exception`, or the error that you expect.")
  (#set! rewrite "catch-exception") (#set! fix.title "Write `except Exception`")
  (#set! equivalents "E722 W0702 bare-except B001 S5754"))

; `except Exception: pass`.
((except_clause "except" @match value: (_)) @clause
  (#is? @clause swallows broad)
  (#set! id "except-pass")
  (#set! severity "information")
  (#set! message "every error of the `try` suite vanishes here without a trace, mistakes in it too. Name the one that you expect, or log it.")
  (#set! insight "except-clause")
  (#set! equivalents "S110 S112 BLE001 W0718 broad-exception-caught"))
((except_clause "except" @match value: (_)) @clause
  (#is? @clause swallows narrow)
  (#set! id "except-pass")
  (#set! severity "hint")
  (#set! message "the error vanishes without a word. `contextlib.suppress({classes})` says that it is meant, and so does a comment.")
  (#set! rewrite "suppress") (#set! fix.title "Write `with contextlib.suppress({classes})`")
  (#set! insight "except-clause")
  (#set! equivalents "SIM105"))
((except_clause "except" @match value: (_)) @clause
  (#is? @clause swallows releasing)
  (#set! id "except-pass")
  (#set! severity "hint")
  (#set! message "the error vanishes without a word. `contextlib.suppress({classes})` says that it is meant, and so does a comment.")
  (#set! rewrite "suppress") (#set! fix.title "Write `with contextlib.suppress({classes})`")
  (#set! insight "except-clause")
  (#set! equivalents "SIM105 S110 S112 BLE001 W0718 broad-exception-caught"))

; `except ValueError or TypeError:`.
((except_clause value: [(boolean_operator) @match @value (parenthesized_expression [(boolean_operator) (binary_operator)] @value) @match (binary_operator) @match @value
    (as_pattern . [(boolean_operator) @match @value (parenthesized_expression [(boolean_operator) (binary_operator)] @value) @match (binary_operator) @match @value])])
  (#is? @value joined-classes)
  (#set! id "except-or")
  (#set! severity "error")
  (#set! message "`{value}` {result}. Write the classes as a tuple: `{tuple}`.")
  (#set! fix "{tuple}") (#set! fix.title "Write `{tuple}`") (#set! fix.applicability "safe")
  (#set! equivalents "PLW0711 B030 W0711 binary-op-exception S5714"))

; `ValueError("bad")`, without `raise`.
((expression_statement . (call function: [(identifier) (attribute)] @_class) @match .)
  (#match? @_class "(^|\\.)_*[A-Z][A-Za-z0-9_]*$")
  (#is? @match made-in-vain)
  (#set! id "exception-not-raised")
  (#set! severity "warning")
  (#set! message "this makes an exception and throws it away: nothing is raised. Put `raise` before it.")
  (#set! fix "raise {match}") (#set! fix.title "Put `raise` before it")
  (#set! equivalents "PLW0133 W0133 pointless-exception-statement S3984"))

; `raise "bad"`, `raise NotImplemented`.
((raise_statement . [(identifier) @match @name (call function: (identifier) @match @name)] @_value)
  (#eq? @name "NotImplemented")
  (#is? @match no-exception not-implemented)
  (#set! id "raise-non-exception")
  (#set! severity "error")
  (#set! message "`NotImplemented` is a value that operators return, and no exception: TypeError. Raise `NotImplementedError`.")
  (#set! fix "NotImplementedError") (#set! fix.title "Raise `NotImplementedError`") (#set! fix.applicability "safe")
  (#set! equivalents "F901 E0711 notimplemented-raised S5632"))
((raise_statement . (_) @match)
  (#is? @match no-exception literal)
  (#set! id "raise-non-exception")
  (#set! severity "error")
  (#set! message "only exceptions can be raised, and this is {kind}: TypeError. Raise one with this as its argument.")
  (#set! fix "RuntimeError({match})") (#set! fix.title "Raise `RuntimeError` with it")
  (#set! equivalents "B016 E0702 raising-bad-type S5632"))
((raise_statement . [(identifier) (call function: (identifier))] @match)
  (#is? @match no-exception class)
  (#set! id "raise-non-exception")
  (#set! severity "error")
  (#set! message "`{class}` is no exception class, and cannot be raised: TypeError. Derive it from `Exception`.")
  (#set! equivalents "E0710 raising-non-exception S5632"))

; A new exception in a handler that does not say where it comes from.
((raise_statement . (_) @match !cause)
  (#is? @match cause-unsaid)
  (#set! id "raise-without-from")
  (#set! severity "information")
  (#set! message "the traceback will say that this happened *during handling* of the first error, as if the handler had failed. Add `from` and its name, or `from None` to hide it.")
  (#set! rewrite "chain-cause") (#set! fix.title "Add `from {cause}`")
  (#set! rewrite "chain-none") (#set! fix.title "Add `from None`")
  (#set! equivalents "B904 TRY200 W0707 raise-missing-from"))

; `e` behind its handler.
((identifier) @match
  (#is? @match cleared)
  (#set! id "except-name-after-block")
  (#set! severity "error")
  (#set! message "`except … as {match}` unbinds `{match}` when the clause ends, so there is no value here: NameError. Bind another name inside the clause.")
  (#set! rewrite "keep-exception") (#set! fix.title "Bind `{match}` inside the clause")
  (#set! equivalents "F821 F841 E0601 used-before-assignment E0602 undefined-variable reportUnboundVariable"))
((identifier) @match
  (#any-of? @match "e" "er" "err" "error" "ex" "exc" "exception" "problem")
  (#is? @match cleared-in-module)
  (#set! id "except-name-after-block")
  (#set! severity "error")
  (#set! message "`except … as {match}` unbinds `{match}` when the clause ends, so there is no value here: NameError. Bind another name inside the clause.")
  (#set! equivalents "F821 F841 E0601 used-before-assignment E0602 undefined-variable reportUnboundVariable"))

; Glosses.
((except_clause "except" @hover) @match @clause
  (#set! id "except-clause")
  (#set! insight "except-clause"))
((try_statement (else_clause "else" @match) @clause)
  (#set! id "try-else")
  (#set! insight "try-else"))
((raise_statement "raise" @match) @statement
  (#set! id "raise-statement")
  (#set! insight "raise"))
((except_clause "*" @match) @clause
  (#set! id "except-star")
  (#set! insight "except-star"))
