; `for k in d: del d[k]`: a dict or set that gains or loses entries under its own loop.
((for_statement right: (_) @match) @loop
  (#is? @loop resized-in-loop current)
  (#set! id "dict-mutated-while-iterating")
  (#set! severity "error")
  (#set! message "{how} in the loop changes the size of the {kind} that it runs over, so the next step raises RuntimeError. Loop over `list({match})`.")
  (#set! rewrite "loop-over-list") (#set! fix.title "Loop over `list({match})`") (#set! fix.applicability "safe")
  (#set! insight "iteration-order")
  (#set! equivalents "E4702 E4703 PLE4703 B909 modified-iterating-dict modified-iterating-set"))
((for_statement right: (_) @match) @loop
  (#is? @loop resized-in-loop)
  (#set! id "dict-mutated-while-iterating")
  (#set! severity "error")
  (#set! message "{how} in the loop changes the size of the {kind} that it runs over, so the next step raises RuntimeError. Loop over `list({match})`.")
  (#set! rewrite "loop-over-list") (#set! fix.title "Loop over `list({match})`")
  (#set! equivalents "E4702 E4703 PLE4703 B909 modified-iterating-dict modified-iterating-set"))

; Glosses.
((for_statement right: [(identifier) (attribute)] @table @match)
  (#is? @table kind "dict OrderedDict defaultdict Counter set frozenset")
  (#set! id "dict-iteration")
  (#set! insight "iteration-order"))
((for_in_clause right: [(identifier) (attribute)] @table @match)
  (#is? @table kind "dict OrderedDict defaultdict Counter set frozenset")
  (#set! id "dict-iteration")
  (#set! insight "iteration-order"))
((call function: (attribute object: (_) @table attribute: (identifier) @hover) arguments: (argument_list . "(" . ")" .)) @match
  (#any-of? @hover "keys" "values" "items")
  (#is? @table kind "dict OrderedDict defaultdict Counter")
  (#set! id "dict-iteration")
  (#set! insight "iteration-order"))
((call function: (attribute object: (_) @table attribute: (identifier) @hover) arguments: (argument_list . "(" . ")" .)) @match
  (#eq? @hover "popitem")
  (#is? @table kind "dict defaultdict Counter")
  (#set! id "dict-iteration")
  (#set! insight "iteration-order"))
