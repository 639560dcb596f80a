; `defaultdict([])`: the result of a call where something to call is wanted.
((call function: [(identifier) (attribute)] @function arguments: (argument_list . (_) @match))
  (#is? @match factory-result empty)
  (#is? @function stands-for "collections.defaultdict")
  (#is-not? @match probing)
  (#set! id "defaultdict-factory-called")
  (#set! severity "error")
  (#set! message "`defaultdict` calls its first argument to make a missing value, and `{match}` cannot be called: TypeError. Give it `{factory}`.")
  (#set! fix "{factory}") (#set! fix.title "Give the factory `{factory}`") (#set! fix.applicability "safe"))
((call function: [(identifier) (attribute)] @function arguments: (argument_list . (_) @match))
  (#is? @match factory-result)
  (#is? @function stands-for "collections.defaultdict")
  (#is-not? @match probing)
  (#set! id "defaultdict-factory-called")
  (#set! severity "error")
  (#set! message "`defaultdict` calls its first argument to make a missing value, and `{match}` cannot be called: TypeError. Give it a type or a function; contents come second.")
  (#set! fix "{factory}") (#set! fix.title "Give the factory `{factory}`"))
((call function: [(identifier) (attribute)] @function
    arguments: (argument_list . (keyword_argument name: (identifier) @_name value: (_) @value) @match .))
  (#eq? @_name "default_factory")
  (#is? @function stands-for "collections.defaultdict")
  (#set! id "defaultdict-factory-called")
  (#set! severity "error")
  (#set! message "`defaultdict` takes its factory by position only: this stores a key `'default_factory'`, and missing keys raise KeyError. Write `{value}`.")
  (#set! fix "{value}") (#set! fix.title "Give the factory by position") (#set! fix.applicability "safe")
  (#set! equivalents "RUF026 S7507"))

; `d.get(k, []).append(v)`: the default is thrown away.
((expression_statement . (call
    function: (attribute
      object: (call function: (attribute object: (_) @object attribute: (identifier) @getter)
                    arguments: (argument_list . (_) . (_) @default .))
      attribute: (identifier) @method)) @match .)
  (#eq? @getter "get")
  (#any-of? @method "append" "appendleft" "extend" "extendleft" "insert" "add" "update" "setdefault")
  (#is? @default built-here)
  (#is? @default kind "list dict set deque OrderedDict defaultdict Counter")
  (#is? @object kind "dict OrderedDict defaultdict Counter")
  (#set! id "get-default-mutated")
  (#set! severity "warning")
  (#set! message "when the key is missing, `.{method}()` changes a new {kind} that nobody keeps. `setdefault` stores it.")
  (#set! fix "setdefault") (#set! fix.at "getter") (#set! fix.title "Store the default: `setdefault`") (#set! fix.applicability "safe"))
((expression_statement . (call
    function: (attribute
      object: (call function: (attribute object: (_) @object attribute: (identifier) @getter)
                    arguments: (argument_list . (_) . (_) @default .))
      attribute: (identifier) @method)) @match .)
  (#eq? @getter "get")
  (#any-of? @method "append" "appendleft" "extend" "extendleft" "insert" "add" "update" "setdefault")
  (#is? @default built-here)
  (#is? @default kind "list dict set deque OrderedDict defaultdict Counter")
  (#is-not? @object imported)
  (#set! id "get-default-mutated")
  (#set! severity "information")
  (#set! message "when the key is missing, `.{method}()` changes a new {kind} that nobody keeps. `setdefault` stores it.")
  (#set! fix "setdefault") (#set! fix.at "getter") (#set! fix.title "Store the default: `setdefault`"))

; `d.get(k).append(v)` on a defaultdict: `get` never calls the factory.
((call
    function: (attribute
      object: (call function: (attribute object: (_) @object attribute: (identifier) @_get)
                    arguments: (argument_list . (_) @key .)) @match
      attribute: (identifier) @method))
  (#eq? @_get "get")
  (#is? @object kind "defaultdict")
  (#is-not? @match probing)
  (#is-not? @match key-checked)
  (#set! id "defaultdict-get-no-factory")
  (#set! severity "error")
  (#set! message "`get` does not call the factory of a `defaultdict`: for a missing key it gives None, which has no `{method}`. `{object}[{key}]` does.")
  (#set! fix "{object}[{key}]") (#set! fix.title "Read with `[…]`, which makes the missing value") (#set! fix.applicability "safe"))

; `d[k] = d.get(k, 0) + 1`: a Counter by hand.
([(if_statement condition: (comparison_operator))
  (assignment left: (subscript) right: (binary_operator left: (call)))] @match
  (#is? @match counts-by-hand)
  (#set! id "manual-count")
  (#set! severity "hint")
  (#set! message "this counts by hand: in a `collections.Counter` a missing key reads as 0, so `{table}[{key}] += 1` is enough.")
  (#set! rewrite "count-with-counter") (#set! fix.title "Count with a `Counter`"))

; `if k not in d: d[k] = []`: groups by hand.
((if_statement condition: (comparison_operator) consequence: (block . (expression_statement (assignment)) .)) @match
  (#is? @match groups-by-hand)
  (#set! id "manual-group")
  (#set! severity "hint")
  (#set! message "this makes the missing group by hand: `{table}.setdefault({key}, …)` does it in one step, and a `defaultdict` for all keys.")
  (#set! rewrite "group-with-setdefault") (#set! fix.title "Use `setdefault`"))

; `if d[k]:` on a defaultdict that is looped over later: the question inserts the key.
((subscript value: (identifier) @object subscript: (_) @key .) @match
  (#is? @object kind "defaultdict")
  (#is? @match read-inserts)
  (#set! id "defaultdict-read-inserts")
  (#set! severity "information")
  (#set! message "asking for `{match}` inserts the key when it is missing, which is seen further on. Ask `{key} in {object}`, or read with `{object}.get({key})`."))

; Glosses.
((call function: [(identifier) (attribute)] @hover arguments: (argument_list) @arguments) @match
  (#is? @hover stands-for "collections.Counter")
  (#set! id "counter-use")
  (#set! insight "counter"))
((call function: (attribute object: (_) @object attribute: (identifier) @hover)) @match
  (#any-of? @hover "most_common" "elements" "subtract" "total" "update")
  (#is? @object kind "Counter")
  (#set! id "counter-use")
  (#set! insight "counter"))
((binary_operator left: (_) @left operator: ["+" "-" "&" "|"] @hover right: (_) @right) @match
  (#is? @left kind "Counter")
  (#is? @right kind "Counter")
  (#set! id "counter-use")
  (#set! insight "counter"))
((call function: [(identifier) (attribute)] @hover arguments: (argument_list) @arguments) @match
  (#is? @hover stands-for "collections.defaultdict")
  (#set! id "defaultdict-use")
  (#set! insight "default-factory"))
((subscript value: (_) @object "[" @hover) @match @subscript
  (#is? @object kind "defaultdict")
  (#set! id "defaultdict-use")
  (#set! insight "default-factory"))
