; `for k in d: del d[k]`: a dict or set that gains or loses entries under its own loop.
((for_statement right: (_) @match) @loop
  (#is? @loop resized-in-loop current)
  (#set! id "dict-mutated-while-iterating")
  (#set! severity "error")
  (#set! message "{how} changes the {kind} that the loop runs over, so {outcome}. Loop over `list({match})`.")
  (#set! rewrite "loop-over-list") (#set! fix.title "Loop over `list({match})`") (#set! fix.applicability "safe")
  (#set! insight "iteration-order")
  (#set! equivalents "E4702 E4703 PLE4703 B909 modified-iterating-dict modified-iterating-set"))
((for_statement right: (_) @match) @loop
  (#is? @loop resized-in-loop)
  (#set! id "dict-mutated-while-iterating")
  (#set! severity "error")
  (#set! message "{how} changes the {kind} that the loop runs over, so {outcome}. Loop over `list({match})`.")
  (#set! rewrite "loop-over-list") (#set! fix.title "Loop over `list({match})`")
  (#set! equivalents "E4702 E4703 PLE4703 B909 modified-iterating-dict modified-iterating-set"))

; `{"a": 1, "a": 2}`: keys that are equal are one key.
((dictionary) @match
  (#is? @match repeated-key)
  (#set! id "duplicate-key")
  (#set! severity "warning")
  (#set! message "{repeats} in this dict: the later value wins, in the place of the first.")
  (#set! equivalents "F601 B041 W0109 PLW0109 S5780 duplicate-key"))
((set) @match
  (#is? @match repeated-key)
  (#is-not? @match probing)
  (#set! id "duplicate-key")
  (#set! severity "warning")
  (#set! message "{repeats} in this set, which keeps the first.")
  (#set! equivalents "B033 W0130 duplicate-value"))
((set) @match
  (#is? @match repeated-key same)
  (#set! id "duplicate-key")
  (#set! severity "hint")
  (#set! message "{repeats} in this set, which keeps one.")
  (#set! equivalents "B033 W0130 duplicate-value"))
((dictionary) @match
  (#is? @match repeated-key same)
  (#set! id "duplicate-key")
  (#set! severity "hint")
  (#set! message "{repeats} in this dict, with the same value: one of them is enough.")
  (#set! equivalents "F601 B041 W0109 PLW0109 S5780 duplicate-key"))

; Glosses.
((for_statement right: [(identifier) (attribute)] @table @match)
  (#is? @table kind "dict OrderedDict defaultdict Counter set frozenset")
  (#set! id "dict-iteration")
  (#set! insight "iteration-order"))
((for_statement "for" @hover right: [(identifier) (attribute)] @table @match)
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
