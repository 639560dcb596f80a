; Glosses.
((call function: [(identifier) (attribute)] @match) @call
  (#match? @match "(^|\\.)getrefcount$")
  (#is? @match stands-for "sys.getrefcount")
  (#set! id "reference-count")
  (#set! insight "reference-count"))
((delete_statement "del" @match) @statement
  (#set! id "del-statement")
  (#set! insight "deleted"))
((call function: [(identifier) (attribute)] @match) @call
  (#match? @match "(^|\\.)(ref|proxy|finalize|WeakMethod|WeakValueDictionary|WeakKeyDictionary|WeakSet)$")
  (#is? @match stands-for "weakref.ref weakref.proxy weakref.finalize weakref.WeakMethod weakref.WeakValueDictionary weakref.WeakKeyDictionary weakref.WeakSet")
  (#set! id "weak-reference")
  (#set! insight "weak-reference"))
