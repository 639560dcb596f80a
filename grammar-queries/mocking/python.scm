; Stacked patches, and parameters named after them in the order in which they are written.
((decorated_definition
    definition: (function_definition parameters: (parameters) @match)) @whole
  (#is? @whole patched-out-of-order)
  (#set! id "patch-decorator-order")
  (#set! severity "warning")
  (#set! message "decorators apply from the bottom up, so `{parameter}` gets the mock of `{target}`. Put the parameters into the order of the mocks.")
  (#set! rewrite "reorder-mocks") (#set! fix.title "Put the parameters into the order of the mocks") (#set! fix.applicability "safe"))

; More patches than parameters.
((decorated_definition
    definition: (function_definition name: (identifier) @match)) @whole
  (#is? @whole too-many-mocks)
  (#set! id "patch-argument-count")
  (#set! severity "error")
  (#set! message "the patches pass {given} to `{match}`, which takes {takes}: every call raises TypeError. Add the parameter, or give the patch a `new`.")
  (#set! rewrite "add-mock-parameters") (#set! fix.title "Add a parameter for each mock"))

; `patch("app.db.fetch")` where this file did `from app.db import fetch`.
((call function: [(identifier) (attribute)] @_function
    arguments: (argument_list . (string) @match)) @call
  (#match? @_function "(^|\\.)patch$")
  (#is? @call patch-misses-import)
  (#is-not? @call expects-error)
  (#set! id "patch-misses-imported-name")
  (#set! severity "warning")
  (#set! message "this file holds `{name}` under a name of its own, which a patch of `{module}` leaves alone: the call below runs the real one. Patch the name where it is looked up.")
  (#set! fix "f\"{{__name__}}.{name}\"") (#set! fix.at "match") (#set! fix.title "Patch `{name}` in this module"))

; `m.called_once_with(1)`: an attribute that the mock makes up.
((expression_statement . (call function: (attribute object: (_) @mock attribute: (identifier) @match)) .)
  (#any-of? @match "called_once_with" "called_with" "called_once" "has_calls" "any_call" "not_called")
  (#is? @mock bare-mock)
  (#is-not? @match expects-error)
  (#set! id "mock-assert-misspelled")
  (#set! severity "error")
  (#set! message "this asserts nothing: up to Python 3.11 the mock makes up `{match}`, from 3.12 on it raises AttributeError. Write `assert_{match}`.")
  (#set! fix "assert_{match}") (#set! fix.title "Write `assert_{match}`") (#set! fix.applicability "safe")
  (#set! equivalents "PGH005 S9136"))
((expression_statement . (call function: (attribute object: (_) @mock attribute: (identifier) @match)) .)
  (#any-of? @match "awaited_once_with" "awaited_with" "awaited_once" "has_awaits" "any_await" "not_awaited")
  (#is? @mock bare-mock)
  (#is-not? @match expects-error)
  (#set! id "mock-assert-misspelled")
  (#set! severity "error")
  (#set! message "this asserts nothing: the mock makes up `{match}`. Write `assert_{match}`.")
  (#set! fix "assert_{match}") (#set! fix.title "Write `assert_{match}`") (#set! fix.applicability "safe")
  (#set! equivalents "PGH005 S9136"))
((assert_statement . (call function: (attribute object: (_) @mock attribute: (identifier) @name) arguments: (argument_list) @arguments) .) @match
  (#any-of? @name "called_once_with" "called_with" "called_once" "has_calls" "any_call" "not_called")
  (#is? @mock bare-mock)
  (#is-not? @match expects-error)
  (#set! id "mock-assert-misspelled")
  (#set! severity "error")
  (#set! message "this cannot fail as meant: up to Python 3.11 the mock makes up `{name}`, and its result is true; from 3.12 on it raises AttributeError. Write `{mock}.assert_{name}{arguments}`.")
  (#set! fix "{mock}.assert_{name}{arguments}") (#set! fix.title "Write `{mock}.assert_{name}{arguments}`") (#set! fix.applicability "safe")
  (#set! equivalents "PGH005 S9136"))
((expression_statement . (attribute object: (_) @mock attribute: (identifier) @name) @match .)
  (#any-of? @name "assert_called" "assert_called_once" "assert_not_called" "assert_awaited" "assert_awaited_once" "assert_not_awaited")
  (#is? @mock bare-mock)
  (#set! id "mock-assert-misspelled")
  (#set! severity "error")
  (#set! message "without parentheses nothing is checked. Write `{match}()`.")
  (#set! fix "{match}()") (#set! fix.title "Call it: `{match}()`") (#set! fix.applicability "safe")
  (#set! equivalents "PGH005 S9136"))

; `patch("datetime.datetime.now")`.
((call function: [(identifier) (attribute)] @_function) @match
  (#match? @_function "(^|\\.)(patch|patch\\.object)$")
  (#is? @match patches-immutable)
  (#is-not? @match expects-error)
  (#set! id "patch-immutable-type")
  (#set! severity "error")
  (#set! message "`{type}` is built in and refuses new attributes, so this raises TypeError. Replace the whole name in the module that uses it."))

; `self.assertRaises(ValueError, int("x"))`.
((call function: [(attribute attribute: (identifier) @name) (identifier) @name] @_function
    arguments: (argument_list . (_) . (call function: (identifier) @called) @match .)) @whole
  (#any-of? @name "assertRaises" "assertWarns")
  (#match? @_function "^self\\.assert")
  (#is? @match called-before-assertion)
  (#set! id "raises-gets-called-function")
  (#set! severity "error")
  (#set! message "`{match}` runs before `{name}` is there to watch. Pass the function and its arguments, or use `with`.")
  (#set! rewrite "split-call") (#set! fix.title "Pass `{called}` and its arguments") (#set! fix.applicability "safe")
  (#set! equivalents "reportArgumentType"))
((call function: (_) @function
    arguments: (argument_list . (_) . (call function: (identifier) @called) @match .)) @whole
  (#match? @function "(raises|warns)$")
  (#is? @function stands-for "pytest.raises pytest.warns")
  (#is? @match called-before-assertion)
  (#set! id "raises-gets-called-function")
  (#set! severity "error")
  (#set! message "`{match}` runs before `{function}` is there to watch. Pass the function and its arguments, or use `with`.")
  (#set! rewrite "split-call") (#set! fix.title "Pass `{called}` and its arguments") (#set! fix.applicability "safe")
  (#set! equivalents "reportArgumentType"))

; Glosses.
((call function: [(identifier) (attribute)] @hover @_function) @match @call
  (#match? @_function "(^|\\.)(patch|patch\\.object|patch\\.dict|patch\\.multiple)$")
  (#is? @_function stands-for "unittest.mock.patch unittest.mock.patch.object unittest.mock.patch.dict unittest.mock.patch.multiple mock.patch mock.patch.object mock.patch.dict mock.patch.multiple")
  (#set! id "patch-call")
  (#set! insight "patch-target"))
((call function: [(identifier) (attribute)] @hover @_function) @match @call
  (#match? @_function "(Mock|create_autospec)$")
  (#is? @_function stands-for "unittest.mock.Mock unittest.mock.MagicMock unittest.mock.AsyncMock unittest.mock.NonCallableMock unittest.mock.NonCallableMagicMock unittest.mock.PropertyMock unittest.mock.create_autospec mock.Mock mock.MagicMock mock.AsyncMock mock.create_autospec")
  (#set! id "mock-object")
  (#set! insight "mock-object"))
((attribute attribute: (identifier) @match @name)
  (#any-of? @match "return_value" "side_effect" "assert_called" "assert_called_once" "assert_called_with" "assert_called_once_with" "assert_any_call" "assert_has_calls" "assert_not_called")
  (#set! id "mock-object")
  (#set! insight "mock-object"))
((assignment left: (attribute attribute: (identifier) @match @name) right: (_) @value)
  (#eq? @match "side_effect")
  (#set! id "mock-object")
  (#set! insight "mock-object"))
