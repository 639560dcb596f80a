; `f([1, 2])` where `f` is cached: arguments become the key of a dict.
((call function: (identifier) @function
    arguments: (argument_list [(list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension) (call) (identifier)] @match))
  (#is? @function cached-function)
  (#is? @match kind "list dict set bytearray deque OrderedDict defaultdict Counter")
  (#is-not? @match probing)
  (#set! id "lru-cache-unhashable-argument")
  (#set! severity "error")
  (#set! message "`{function}` is cached, so its arguments become the key of a dict, and a {kind} cannot be hashed: TypeError. Pass something hashable: a tuple, a frozenset.")
  (#set! rewrite "hashable-display") (#set! fix.title "Pass something hashable") (#set! fix.applicability "safe")
  (#set! rewrite "hashable-copy") (#set! fix.title "Pass a hashable copy"))
((call function: (identifier) @function
    arguments: (argument_list (keyword_argument value: [(list) (dictionary) (set) (list_comprehension) (dictionary_comprehension) (set_comprehension) (call) (identifier)] @match)))
  (#is? @function cached-function)
  (#is? @match kind "list dict set bytearray deque OrderedDict defaultdict Counter")
  (#is-not? @match probing)
  (#set! id "lru-cache-unhashable-argument")
  (#set! severity "error")
  (#set! message "`{function}` is cached, so its arguments become the key of a dict, and a {kind} cannot be hashed: TypeError. Pass something hashable: a tuple, a frozenset.")
  (#set! rewrite "hashable-display") (#set! fix.title "Pass something hashable") (#set! fix.applicability "safe")
  (#set! rewrite "hashable-copy") (#set! fix.title "Pass a hashable copy"))

; `@lru_cache` on a generator function: what is kept can be read once.
((decorated_definition
    (decorator [(identifier) @decorator (attribute) @decorator (call function: (_) @decorator)]) .
    definition: (function_definition name: (identifier) @match) @definition)
  (#is? @definition generator-function)
  (#is? @decorator stands-for "functools.lru_cache functools.cache")
  (#set! id "lru-cache-on-generator")
  (#set! severity "error")
  (#set! message "calling `{match}` gives a generator, and the cache hands out that same one again: used up after the first loop. Cache a tuple of its items."))

; `@lru_cache` on `async def`: what is kept can be awaited once.
((decorated_definition
    (decorator [(identifier) @decorator (attribute) @decorator (call function: (_) @decorator)]) .
    definition: (function_definition name: (identifier) @match) @definition)
  (#is? @definition coroutine-function)
  (#is? @decorator stands-for "functools.lru_cache functools.cache")
  (#set! id "lru-cache-on-async")
  (#set! severity "error")
  (#set! message "calling `{match}` gives a coroutine, which can be awaited once; the cache hands out that same one again: RuntimeError. Keep the task or the result instead."))

; `fib(n - 1) + fib(n - 2)`: the same calls over and over.
((function_definition name: (identifier) @match) @definition
  (#is? @definition overlapping-calls numbers)
  (#set! id "naive-double-recursion")
  (#set! severity "hint")
  (#set! message "each call starts {calls}, and the same arguments come up again and again: the number of calls grows {growth}. `@functools.cache` computes each result once.")
  (#set! rewrite "add-cache") (#set! fix.title "Cache the results"))

; `@lru_cache` on a method: the cache keeps the instances.
((decorated_definition
    (decorator [(identifier) @decorator (attribute) @decorator (call function: (_) @decorator)] @match)
    definition: (function_definition name: (identifier) @name) @definition)
  (#is? @decorator stands-for "functools.lru_cache functools.cache")
  (#is? @definition holds-instances)
  (#set! id "lru-cache-on-method")
  (#set! severity "information")
  (#set! message "the keys of this cache hold `{receiver}`: instances stay alive as long as their entries do, and all of them share one limit. `cached_property`, or a function outside the class, avoids that.")
  (#set! equivalents "B019 W1518 method-cache-max-size-none"))

; A cached function that returns a list: all callers get the same one.
((return_statement . (_) @match .)
  (#is? @match shared-result)
  (#set! id "lru-cache-mutable-result")
  (#set! severity "hint")
  (#set! message "every caller of `{function}` gets this same {kind} while it is cached: a change by one is seen by all. Return a tuple, or copy before changing."))

; Glosses.
((decorated_definition
    (decorator [(identifier) @hover @function (attribute) @hover @function])
    definition: (function_definition) @definition) @match
  (#is? @function stands-for "functools.lru_cache functools.cache functools.cached_property")
  (#set! id "cache-decorator")
  (#set! insight "cache-decorator"))
((decorated_definition
    (decorator (call function: (_) @hover @function arguments: (argument_list) @arguments))
    definition: (function_definition) @definition) @match
  (#is? @function stands-for "functools.lru_cache")
  (#set! id "cache-decorator")
  (#set! insight "cache-decorator"))
((call function: (attribute object: (identifier) @name attribute: (identifier) @hover)) @match
  (#any-of? @hover "cache_info" "cache_clear" "cache_parameters")
  (#is? @name cached-function)
  (#set! id "cache-decorator")
  (#set! insight "cache-method"))
((function_definition name: (identifier) @hover) @definition @match
  (#is? @definition overlapping-calls)
  (#set! id "memo-candidate")
  (#set! insight "repeated-work"))
((if_statement
    condition: (comparison_operator . (_) @key . "in" . (_) @memo @hover .)
    consequence: (block . (return_statement . (subscript value: (_) @_memo subscript: (_) @_key .) .))) @match
  (#is? @_memo same-name memo)
  (#is? @_key same-name key)
  (#set! id "memo-candidate")
  (#set! insight "hand-memo"))
