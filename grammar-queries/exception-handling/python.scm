; A handler whose exceptions an earlier one of the same `try` catches already.
((except_clause "except" @match value: (_) @value) @clause
  (#is? @clause never-reached)
  (#set! id "unreachable-except")
  (#set! severity "error")
  (#set! message "the handler for `{by}` above already catches `{class}`, so this one never runs. Put the narrow one first.")
  (#set! rewrite "handler-up") (#set! fix.title "Move this handler above `{by}`") (#set! fix.applicability "safe")
  (#set! rewrite "remove-handler") (#set! fix.title "Remove this handler") (#set! fix.applicability "safe")
  (#set! equivalents "E0701 bad-except-order B025 B014 S1045"))

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
