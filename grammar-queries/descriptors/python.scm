; A `__set__` that keeps the value on the descriptor, which all instances share.
((class_definition body: (block (function_definition name: (identifier) @hover) @match))
  (#eq? @hover "__set__")
  (#is? @hover keeps-state)
  (#set! id "descriptor-state-on-self")
  (#set! severity "warning")
  (#set! message "`{class}` is one object for all instances of the class that has it: `{attribute}` is shared, and the last value set is everybody's. Keep it on the instance, under a name from `__set_name__`.")
  (#set! rewrite "keep-on-instance") (#set! fix.title "Keep the value on the instance"))

; A `__get__` that is not ready for `Class.attribute`.
((class_definition body: (block (function_definition name: (identifier) @match)))
  (#eq? @match "__get__")
  (#is? @match fails-on-class)
  (#set! id "descriptor-class-access")
  (#set! severity "warning")
  (#set! message "on the class itself `{instance}` is None, and this raises AttributeError. Return the descriptor then: `if {instance} is None: return self`.")
  (#set! rewrite "guard-class-access") (#set! fix.title "Return the descriptor on the class") (#set! fix.applicability "safe"))

; A descriptor on an instance is an object like any other.
((assignment left: (attribute object: (identifier) @_self attribute: (identifier) @name)
    right: (call function: (identifier) @maker)) @match
  (#eq? @_self "self")
  (#is? @maker makes-descriptor)
  (#set! id "descriptor-on-instance")
  (#set! severity "warning")
  (#set! message "descriptors work only as attributes of the class: `self.{name}` gives back the `{maker}` object itself. Assign it in the class body."))

; A getter or setter that asks for itself.
((class_definition body: (block (decorated_definition definition: (function_definition name: (identifier) @hover) @match)))
  (#is? @hover recurses)
  (#set! id "property-recursion")
  (#set! severity "error")
  (#set! message "this calls the property `{name}` again, without end: RecursionError. Keep the value under another name, such as `_{name}`.")
  (#set! rewrite "underscore") (#set! fix.title "Use a name with an underscore"))

; Glosses.
((class_definition body: (block (function_definition name: (identifier) @match)))
  (#any-of? @match "__get__" "__set__" "__delete__" "__set_name__")
  (#set! id "descriptor-method")
  (#set! insight "descriptor-method"))
((class_definition body: (block (expression_statement (assignment left: (identifier) @match right: (call)))))
  (#is? @match descriptor-member)
  (#set! id "descriptor-attribute")
  (#set! insight "descriptor-attribute"))
((attribute object: (identifier) attribute: (identifier) @match)
  (#is? @match descriptor-member)
  (#set! id "descriptor-attribute")
  (#set! insight "descriptor-attribute"))
