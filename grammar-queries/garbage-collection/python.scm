; Glosses.
((call function: [(identifier) (attribute)] @match)
  (#match? @match "(^|\\.)(collect|disable|enable|freeze|unfreeze|get_threshold|set_threshold|get_count|get_stats|get_objects|get_referrers|get_referents|is_tracked|set_debug)$")
  (#is? @match stands-for "gc.collect gc.disable gc.enable gc.freeze gc.unfreeze gc.get_threshold gc.set_threshold gc.get_count gc.get_stats gc.get_objects gc.get_referrers gc.get_referents gc.is_tracked gc.set_debug")
  (#set! id "collector-call")
  (#set! insight "collector"))
((assignment left: (attribute object: (identifier) attribute: (identifier) @match) right: (identifier)) @assignment
  (#is? @assignment closes-cycle)
  (#set! id "reference-cycle")
  (#set! insight "reference-cycle"))
