; `class D(B, C)`, and wherever `D` is used: the whole order.
((identifier) @match
  (#is? @match file-class)
  (#set! id "class-mro")
  (#set! insight "class-mro"))

; `super()`: not the parent, but the next class in the order of the instance's class.
((call function: (identifier) @match)
  (#eq? @match "super")
  (#is? @match builtin)
  (#set! id "super-call")
  (#set! insight "super-next"))

; `d.method()`, and a method that several classes define: which one runs.
((attribute attribute: (identifier) @match)
  (#is? @match method-of-file)
  (#set! id "method-winner")
  (#set! insight "method-winner"))
((function_definition name: (identifier) @match)
  (#is? @match method-of-file)
  (#set! id "method-winner")
  (#set! insight "method-winner"))

; `D.__mro__` and `D.mro()`: the order, and who provides each method.
((attribute object: (_) @object attribute: (identifier) @match)
  (#any-of? @match "__mro__" "mro")
  (#is? @object file-class)
  (#set! id "dunder-mro")
  (#set! insight "dunder-mro"))

; `class C(A, B)` where `B` is derived from `A`: no order keeps both promises.
((class_definition name: (identifier) @name superclasses: (argument_list) @match)
  (#is? @name mro-conflict single)
  (#set! id "mro-conflict")
  (#set! severity "error")
  (#set! message "Python cannot order these bases and raises TypeError: {why}. {remedy}")
  (#set! rewrite "base-order-1") (#set! fix.title "Write `class {first}`") (#set! fix.applicability "safe")
  (#set! equivalents "E0240 inconsistent-mro S8511"))
((class_definition name: (identifier) @name superclasses: (argument_list) @match)
  (#is? @name mro-conflict several)
  (#set! id "mro-conflict")
  (#set! severity "error")
  (#set! message "Python cannot order these bases and raises TypeError: {why}. {remedy}")
  (#set! rewrite "base-order-1") (#set! fix.title "Write `class {first}`")
  (#set! rewrite "base-order-2") (#set! fix.title "Write `class {second}`")
  (#set! rewrite "base-order-3") (#set! fix.title "Write `class {third}`")
  (#set! rewrite "base-order-4") (#set! fix.title "Write `class {fourth}`")
  (#set! equivalents "E0240 inconsistent-mro S8511"))

; `class A(B, B)`.
((class_definition superclasses: (argument_list [(identifier) (attribute)] @match))
  (#is? @match listed-twice)
  (#set! id "duplicate-base")
  (#set! severity "error")
  (#set! message "`{match}` is listed twice, and Python raises TypeError for a duplicate base. Remove one.")
  (#set! rewrite "remove-base") (#set! fix.title "Remove the second `{match}`") (#set! fix.applicability "safe")
  (#set! equivalents "PLE0241 E0241 duplicate-bases S8509"))

; `super(type(self), self)`: behind the instance's own class, so a subclass finds this method again.
((call function: (identifier) @_super) @match
  (#eq? @_super "super")
  (#is? @match super-starts-at-instance)
  (#set! id "super-wrong-class")
  (#set! severity "warning")
  (#set! message "this starts behind the class of the instance, not behind `{class}`: in a subclass it finds this method again and recurses for ever. Write `super()`.")
  (#set! fix "super()") (#set! fix.title "Write `super()`") (#set! fix.applicability "safe")
  (#set! equivalents "E1003 bad-super-call"))

; `super(C, self)` in C.
((call function: (identifier) @_super) @match
  (#eq? @_super "super")
  (#is? @match super-says-own-class)
  (#set! id "super-with-args")
  (#set! severity "hint")
  (#set! message "Python fills in these arguments by itself: `super()`.")
  (#set! fix "super()") (#set! fix.title "Write `super()`") (#set! fix.applicability "safe")
  (#set! equivalents "UP008 R1725 super-with-arguments"))

; `super.method()`: an attribute of the type `super`.
((call function: (attribute object: (identifier) @super attribute: (identifier) @method) @match arguments: (argument_list) @arguments)
  (#eq? @super "super")
  (#not-any-of? @method "__new__" "__getattribute__" "__get__" "__setattr__" "__delattr__" "mro" "__class__"
    "__dir__" "__eq__" "__format__" "__ge__" "__getstate__" "__gt__" "__hash__" "__init_subclass__" "__le__" "__lt__"
    "__ne__" "__reduce__" "__reduce_ex__" "__sizeof__" "__str__" "__subclasshook__")
  (#is? @super builtin)
  (#is? @match in-method)
  (#set! id "super-without-call")
  (#set! severity "error")
  (#set! message "`super.{method}` looks at the type `super` itself, not at the next class. Call it: `super().{method}`.")
  (#set! rewrite "call-super") (#set! fix.title "Write `super().{method}`") (#set! fix.applicability "safe")
  (#set! equivalents "PLW0245 W0245 super-without-brackets"))

; Of these `super` has no own, so `object`'s are called: that works, and code may count on it.
((call function: (attribute object: (identifier) @super attribute: (identifier) @method) @match arguments: (argument_list) @arguments)
  (#eq? @super "super")
  (#any-of? @method "__dir__" "__eq__" "__format__" "__ge__" "__gt__" "__hash__" "__init_subclass__" "__le__"
    "__lt__" "__ne__" "__reduce__" "__reduce_ex__" "__sizeof__" "__str__" "__subclasshook__")
  (#is? @super builtin)
  (#is? @match in-method)
  (#set! id "super-without-call")
  (#set! severity "warning")
  (#set! message "`super.{method}` is the one of `object`, whatever the bases are. For the next class's call it: `super().{method}`.")
  (#set! rewrite "call-super") (#set! fix.title "Write `super().{method}`") (#set! fix.applicability "choice")
  (#set! equivalents "PLW0245 W0245 super-without-brackets"))

; `super()` in a generator expression, lambda or inner function: another first argument, or none.
((call function: (identifier) @_super arguments: (argument_list)) @match
  (#eq? @_super "super")
  (#is? @match super-out-of-place)
  (#set! id "super-in-nested-scope")
  (#set! severity "error")
  (#set! message "`super()` takes the first argument of the function around it, and {place} does not have the method's. Bind `super()` to a name before.")
  (#set! rewrite "bind-super") (#set! fix.title "Bind `super()` to a name above") (#set! fix.applicability "safe"))
((call function: (identifier) @_super arguments: (argument_list)) @match
  (#eq? @_super "super")
  (#is? @match super-out-of-place inlined)
  (#set! id "super-in-nested-scope")
  (#set! severity "warning")
  (#set! message "before Python 3.12 {place} is a function of its own, whose first argument is not the method's, and `super()` raises TypeError. Bind it to a name before.")
  (#set! rewrite "bind-super") (#set! fix.title "Bind `super()` to a name above") (#set! fix.applicability "safe"))
