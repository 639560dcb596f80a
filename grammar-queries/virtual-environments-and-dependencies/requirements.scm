; `requests=2.28.2`: pip refuses the line. The grammar cannot read such a line either, so the name
; that begins it is what matches.
((package) @match
  (#is? @match wrong-operator)
  (#set! id "requirement-single-equals")
  (#set! severity "error")
  (#set! message "`{operator}` is not a version operator, so pip refuses this line; `{meant}` is what it takes.")
  (#set! rewrite "mend-operator")
  (#set! fix.title "Write `{meant}`") (#set! fix.applicability "safe"))

((requirement_opt (option) @_option (argument) @match)
  (#eq? @_option "--hash")
  (#is? @match impossible-hash)
  (#set! id "requirement-bad-hash")
  (#set! severity "error")
  (#set! message "No download can match this hash: {problem}. `pip hash FILE` prints the right one.")
  (#set! insight "requirements-line"))

; Reported once, at the first line without a hash.
([(requirement) (url)] @match
  (#is? @match first-without-hash)
  (#set! id "requirement-hash-partial")
  (#set! severity "warning")
  (#set! message "One `--hash` makes pip want a hash for every line, and {lines} none: hash all or none."))

((requirement (package) @match)
  (#is? @match unpinned)
  (#set! id "requirement-unpinned")
  (#set! severity "hint")
  (#set! message "Other lines here are pinned, and any version of `{match}` may be installed: tomorrow's install can differ."))

((requirement) @match
  (#is? @match asked-before "conflict")
  (#set! id "requirement-conflict")
  (#set! severity "error")
  (#set! message "`{requirement}` and `{earlier}` cannot both hold, so pip finds no version: keep one of the lines."))
((requirement) @match
  (#is? @match asked-before "twice")
  (#set! id "requirement-conflict")
  (#set! severity "hint")
  (#set! message "The project is listed twice; `{requirement}` and `{earlier}` both have to hold."))

((version_spec) @match
  (#set! id "requirement-specifier")
  (#set! insight "version-range"))
((requirement . (package) @match .)
  (#set! id "requirement-specifier")
  (#set! insight "version-range"))

([(global_opt) (requirement_opt) (marker_spec) (url)] @match
  (#set! id "requirements-line")
  (#set! insight "requirements-line"))
