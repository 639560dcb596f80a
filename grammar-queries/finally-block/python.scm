; A jump out of `finally` drops the exception that is on its way.
([(return_statement) (break_statement) (continue_statement)] @match
  (#is? @match leaves-finally)
  (#set! id "jump-in-finally")
  (#set! severity "warning")
  (#set! message "leaving `finally` this way drops the exception that is on its way, and replaces an earlier `return`; a SyntaxWarning from Python 3.14. Move it behind the `try`.")
  (#set! equivalents "B012 PLE0116 W0134 return-in-finally W0150 lost-exception S1143"))

; Glosses.
((finally_clause "finally" @match) @clause
  (#set! id "finally-clause")
  (#set! insight "finally"))
((with_statement "with" @match) @statement
  (#set! id "with-statement")
  (#set! insight "with-statement"))
