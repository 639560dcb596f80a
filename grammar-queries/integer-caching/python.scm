; `n is 1000`: whether equal ints are one object is a detail of CPython.
((comparison_operator (_) @left . ["is" "is not"] @op . [(integer) (unary_operator argument: (integer))] @right) @match
  (#is? @op identity-operator)
  (#not-match? @right "(j|J)$")
  (#not-any-of? @left "None" "True" "False" "..." "NotImplemented" "Ellipsis")
  (#is-not? @left new-object)
  (#set! id "is-int-literal")
  (#set! severity "warning")
  (#set! message "`{op}` asks for the same object; whether the int {right} is one object is up to CPython. Write `{equality}`.")
  (#set! fix "{equality}") (#set! fix.at "op")
  (#set! fix.title "Compare values with `{equality}`") (#set! fix.applicability "safe")
  (#set! insight "int-cache")
  (#set! equivalents "F632 R0123 literal-comparison S5795"))
((comparison_operator [(integer) (unary_operator argument: (integer))] @left . ["is" "is not"] @op . (_) @right) @match
  (#is? @op identity-operator)
  (#not-match? @left "(j|J)$")
  (#not-any-of? @right "None" "True" "False" "..." "NotImplemented" "Ellipsis")
  (#is-not? @right new-object)
  (#set! id "is-int-literal")
  (#set! severity "warning")
  (#set! message "`{op}` asks for the same object; whether the int {left} is one object is up to CPython. Write `{equality}`.")
  (#set! fix "{equality}") (#set! fix.at "op")
  (#set! fix.title "Compare values with `{equality}`") (#set! fix.applicability "safe")
  (#set! insight "int-cache")
  (#set! equivalents "F632 R0123 literal-comparison S5795"))

; Glosses: the literal beside `is`, and the `is` itself.
((comparison_operator (_) @left . ["is" "is not"] . [(integer) (unary_operator argument: (integer))] @right @hover) @match
  (#not-match? @right "(j|J)$")
  (#set! id "int-cache-status")
  (#set! insight "int-cache"))
((comparison_operator [(integer) (unary_operator argument: (integer))] @left @hover . ["is" "is not"] . (_) @right) @match
  (#not-match? @left "(j|J)$")
  (#set! id "int-cache-status")
  (#set! insight "int-cache"))
((comparison_operator (_) @left . ["is" "is not"] @hover . [(integer) (unary_operator argument: (integer))] @right) @match
  (#not-match? @right "(j|J)$")
  (#set! id "int-cache-status")
  (#set! insight "int-cache"))
((comparison_operator [(integer) (unary_operator argument: (integer))] @left . ["is" "is not"] @hover . (_) @right) @match
  (#not-match? @left "(j|J)$")
  (#set! id "int-cache-status")
  (#set! insight "int-cache"))
