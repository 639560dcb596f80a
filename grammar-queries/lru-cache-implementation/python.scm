; `popitem()` in an LRU cache: the newest goes, the oldest stay.
((call function: (attribute object: (_) @object attribute: (identifier) @_method) arguments: (argument_list . "(" . ")" .)) @match
  (#eq? @_method "popitem")
  (#is? @match evicts-newest)
  (#is? @object kind "OrderedDict")
  (#set! id "lru-evicts-newest")
  (#set! severity "warning")
  (#set! message "`popitem()` takes out the entry that was added or used last, and the oldest stay for ever. `last=False` takes the oldest.")
  (#set! fix "{object}.popitem(last=False)") (#set! fix.title "Take out the oldest entry") (#set! fix.applicability "safe"))
((call function: (attribute object: (_) @object attribute: (identifier) @_method)
       arguments: (argument_list . (keyword_argument name: (identifier) @_last value: (true) @value) .)) @match
  (#eq? @_method "popitem")
  (#eq? @_last "last")
  (#is? @match evicts-newest)
  (#is? @object kind "OrderedDict")
  (#set! id "lru-evicts-newest")
  (#set! severity "warning")
  (#set! message "`popitem(last=True)` takes out the entry that was added or used last, and the oldest stay for ever. `last=False` takes the oldest.")
  (#set! fix "False") (#set! fix.at "value") (#set! fix.title "Take out the oldest entry") (#set! fix.applicability "safe"))
((call function: (attribute object: (_) @object attribute: (identifier) @_method) arguments: (argument_list . "(" . ")" .)) @match
  (#eq? @_method "popitem")
  (#is? @match evicts-newest)
  (#is? @object kind "dict")
  (#set! id "lru-evicts-newest")
  (#set! severity "warning")
  (#set! message "`popitem()` takes out the entry that was added last, and the oldest stay for ever. `next(iter({object}))` is the oldest key.")
  (#set! rewrite "delete-first") (#set! fix.title "Delete the oldest entry"))

; Glosses.
((call function: [(identifier) (attribute)] @hover) @match
  (#is? @hover stands-for "collections.OrderedDict")
  (#set! id "ordereddict-lru")
  (#set! insight "ordered-dict"))
((call function: (attribute object: (_) @object attribute: (identifier) @hover) arguments: (argument_list) @arguments) @match
  (#eq? @hover "move_to_end")
  (#set! id "ordereddict-lru")
  (#set! insight "ordered-dict"))
((call function: (attribute object: (_) @object attribute: (identifier) @hover) arguments: (argument_list) @arguments) @match
  (#eq? @hover "popitem")
  (#is? @object kind "OrderedDict")
  (#set! id "ordereddict-lru")
  (#set! insight "ordered-dict"))
((class_definition name: (identifier) @hover) @class @match
  (#is? @class linked-cache)
  (#set! id "linked-list-lru")
  (#set! insight "linked-cache"))
