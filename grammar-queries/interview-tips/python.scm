; Glosses: what the standard library does already.
([(if_statement condition: (comparison_operator))
  (assignment left: (subscript) right: (binary_operator left: (call)))] @match
  (#is? @match counts-by-hand)
  (#set! id "stdlib-has-it")
  (#set! insight "library-way"))
((if_statement condition: (comparison_operator) consequence: (block . (expression_statement (assignment)) .)) @match
  (#is? @match groups-by-hand)
  (#set! id "stdlib-has-it")
  (#set! insight "library-way"))
((if_statement "if" @match alternative: (elif_clause))
  (#is? @match string-switch)
  (#set! id "stdlib-has-it")
  (#set! insight "library-way"))
