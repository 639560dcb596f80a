; A jump out of `finally` drops the exception that is on its way.
([(return_statement) (break_statement) (continue_statement)] @match
  (#is? @match leaves-finally)
  (#set! id "jump-in-finally")
  (#set! severity "warning")
  (#set! message "leaving `finally` this way drops the exception that is on its way, and replaces an earlier `return`; a SyntaxWarning from Python 3.14. Move it behind the `try`.")
  (#set! equivalents "B012 PLE0116 W0134 return-in-finally W0136 continue-in-finally W0137 break-in-finally SIM107 W0150 lost-exception S1143"))

; `finally: f.close()`, where `f = open(p)` stands in the `try` suite.
((finally_clause) @match
  (#is? @match maybe-unbound)
  (#set! id "finally-uses-unbound")
  (#set! severity "warning")
  (#set! message "when the line that binds `{name}` raises, `{name}` has no value here, and a NameError covers the first error. Bind it before the `try`, or use `with`.")
  (#set! rewrite "bind-before-try") (#set! fix.title "Bind `{name}` before the `try`")
  (#set! equivalents "E0601 used-before-assignment reportPossiblyUnbound"))

; `open(p).read()`, `f = open(p)` … `f.close()`.
((call function: [(identifier) (attribute)] @_function) @match
  (#match? @_function "(open|ZipFile)$")
  (#is? @match left-open)
  (#set! id "open-without-with")
  (#set! severity "information")
  (#set! message "whatever raises before the file is closed leaves it open, and outside CPython so does forgetting it. Open it with `with`.")
  (#set! equivalents "SIM115 R1732 consider-using-with S6903"))

; Glosses.
((finally_clause "finally" @match) @clause
  (#set! id "finally-clause")
  (#set! insight "finally"))
((with_statement "with" @match) @statement
  (#set! id "with-statement")
  (#set! insight "with-statement"))
