((keyword_argument
    name: (identifier) @_name
    value: (dictionary (pair key: (string) @_group value: (list (string) @match))))
  (#eq? @_name "entry_points")
  (#match? @_group "^['\"](console|gui)_scripts['\"]$")
  (#is? @match malformed-entry)
  (#set! id "entry-point-malformed")
  (#set! severity "error")
  (#set! message "This command cannot start: {problem}. Write `{meant}`.")
  (#set! rewrite "mend-entry")
  (#set! fix.title "Write `{meant}`"))

((list (concatenated_string) @match)
  (#is? @match lacks-comma)
  (#set! id "implicit-concat-in-list")
  (#set! severity "warning")
  (#set! message "Without a comma these strings are one entry, `{joined}`: put a comma between them.")
  (#set! rewrite "add-comma")
  (#set! fix.title "Add the comma")
  (#set! equivalents "ISC001 ISC004 W1404 implicit-str-concat"))

((call function: [(identifier) (attribute)] @match)
  (#match? @match "^(setuptools\\.)?(setup|find_packages|find_namespace_packages)$")
  (#is? @match setuptools)
  (#set! id "setup-call")
  (#set! insight "setup-call"))
((call
    function: [(identifier) (attribute)] @_function
    arguments: (argument_list (keyword_argument name: (identifier) @match)))
  (#match? @_function "^(setuptools\\.)?setup$")
  (#is? @_function setuptools)
  (#set! id "setup-call")
  (#set! insight "setup-call"))

((assignment left: (identifier) @match right: [(list) (tuple)] @names)
  (#eq? @match "__all__")
  (#set! id "init-file")
  (#set! insight "init-file"))
((relative_import) @match
  (#set! id "init-file")
  (#set! insight "init-file"))
