; `def test(): assert data()["users"]`, where `data` is a fixture of this file.
((function_definition name: (identifier) @function) @match
  (#is? @match calls-fixture)
  (#set! id "fixture-called-directly")
  (#set! severity "error")
  (#set! message "pytest refuses to call a fixture: this line fails. Take `{name}` as a parameter of `{function}`; the parameter is the value.")
  (#set! rewrite "ask-for-fixture") (#set! fix.title "Take `{name}` as a parameter") (#set! fix.applicability "safe"))

; `def test(): assert data["users"]`.
((function_definition name: (identifier) @function) @match
  (#is? @match takes-fixture-for-value)
  (#set! id "fixture-not-requested")
  (#set! severity "error")
  (#set! message "without a parameter `{name}` is the fixture's definition, not its value. Add `{name}` to the parameters of `{function}`.")
  (#set! rewrite "ask-for-fixture") (#set! fix.title "Take `{name}` as a parameter") (#set! fix.applicability "safe"))

; A session's fixture that asks for one that is made anew for each test.
((decorated_definition
    (decorator (call function: (_) @_fixture))
    definition: (function_definition
      parameters: (parameters [(identifier) @match @name (typed_parameter . (identifier) @match @name)]))) @whole
  (#match? @_fixture "(^|\\.)(fixture|yield_fixture)$")
  (#is? @name outlived)
  (#set! id "fixture-scope-mismatch")
  (#set! severity "error")
  (#set! message "this fixture is kept for the {own}, and `{name}` is made anew for each {other}: ScopeMismatch. Widen the scope of `{name}`, or narrow this one's.")
  (#set! rewrite "narrow-fixture") (#set! fix.title "Give this fixture the scope \"{other}\""))

; `@pytest.mark.parametrize("a, b", [(1, 2, 3)])`.
((decorator (call function: (attribute attribute: (identifier) @_name)) @match)
  (#eq? @_name "parametrize")
  (#is? @match uneven-row)
  (#set! id "parametrize-mismatch")
  (#set! severity "error")
  (#set! message "there are {names} and {values} in this row: pytest stops before the first test. Make the row fit the names."))
((decorator (call function: (attribute attribute: (identifier) @_name)) @match)
  (#eq? @_name "parametrize")
  (#is? @match unknown-parametrize-name)
  (#set! id "parametrize-mismatch")
  (#set! severity "error")
  (#set! message "`{function}` takes no parameter `{name}`: pytest stops before the first test. Use the names of its parameters."))

; A list that one test of many changes.
((function_definition name: (identifier) @_test
    parameters: (parameters [(identifier) @match @name (typed_parameter . (identifier) @match @name)]))
  (#match? @_test "^test")
  (#is? @name shared-between-tests)
  (#set! id "fixture-shared-state-mutated")
  (#set! severity "warning")
  (#set! message "one {kind} serves every test of the {lifetime}, and this test changes it: what others see depends on the order. Make the fixture anew for each test, or change a copy."))

; Glosses.
((function_definition
    parameters: (parameters [
      (identifier) @match @name
      (typed_parameter . (identifier) @match @name)
      (default_parameter name: (identifier) @match @name)
      (typed_default_parameter name: (identifier) @match @name)]))
  (#is? @name filled-by-pytest)
  (#set! id "fixture-parameter")
  (#set! insight "fixture-value"))
((decorated_definition
    (decorator [(identifier) @hover @_fixture (attribute) @hover @_fixture (call function: (_) @hover @_fixture)] @match)
    definition: (function_definition) @function)
  (#match? @_fixture "(^|\\.)(fixture|yield_fixture)$")
  (#is? @function pytest-fixture)
  (#set! id "fixture-definition")
  (#set! insight "fixture-life"))
((decorated_definition
    (decorator (call
      function: (_) @_fixture
      arguments: (argument_list (keyword_argument name: (identifier) @match @_params value: (_) @values))))
    definition: (function_definition) @function)
  (#match? @_fixture "(^|\\.)(fixture|yield_fixture)$")
  (#eq? @_params "params")
  (#is? @function pytest-fixture)
  (#set! id "parametrize-runs")
  (#set! insight "fixture-params"))
((decorator (call function: (attribute attribute: (identifier) @_name) @hover @_function) @match @call)
  (#eq? @_name "parametrize")
  (#is? @_function stands-for "pytest.mark.parametrize")
  (#set! id "parametrize-runs")
  (#set! insight "parametrized-runs"))
