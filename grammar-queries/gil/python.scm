; A function that only computes, in several threads: the GIL lets one of them compute at a time.
((call function: (_) @_thread
    arguments: (argument_list (keyword_argument name: (identifier) @_key value: [(identifier) (attribute)] @match))) @call
  (#eq? @_key "target")
  (#is? @_thread stands-for "threading.Thread")
  (#is? @match computes-in-threads)
  (#set! id "cpu-bound-thread")
  (#set! severity "information")
  (#set! message "`{function}` only computes, and under the GIL one thread computes at a time, so the threads are no faster than a loop. Use processes: `multiprocessing.Process`.")
  (#set! rewrite "process-for-thread") (#set! fix.title "Use `multiprocessing.Process`"))
((call function: (attribute object: (identifier) @pool attribute: (identifier) @_method)
    arguments: (argument_list . [(identifier) (attribute)] @match)) @call
  (#any-of? @_method "map" "submit" "imap" "imap_unordered" "starmap" "apply_async")
  (#is? @pool thread-pool)
  (#is? @match computes-in-threads)
  (#set! id "cpu-bound-thread")
  (#set! severity "information")
  (#set! message "`{function}` only computes, and under the GIL one thread computes at a time, so the pool is no faster than a loop. Use processes: `ProcessPoolExecutor`.")
  (#set! rewrite "process-for-thread") (#set! fix.title "Use a pool of processes"))

; Load, change, store, in several threads, with no lock.
((augmented_assignment) @match
  (#is? @match lost-update)
  (#set! id "unlocked-shared-update")
  (#set! severity "warning")
  (#set! message "several threads run `{function}`, and another one can write between this read and this write, so an update can be lost. Do it under `with lock:`.")
  (#set! rewrite "under-lock") (#set! fix.title "Put it under a lock"))
((assignment left: [(identifier) (attribute) (subscript)] right: (binary_operator)) @match
  (#is? @match lost-update)
  (#set! id "unlocked-shared-update")
  (#set! severity "warning")
  (#set! message "several threads run `{function}`, and another one can write between this read and this write, so an update can be lost. Do it under `with lock:`.")
  (#set! rewrite "under-lock") (#set! fix.title "Put it under a lock"))

; Glosses.
((call function: [(identifier) (attribute)] @match) @call
  (#match? @match "(^|\\.)(Thread|ThreadPoolExecutor|ThreadPool)$")
  (#is? @match stands-for "threading.Thread concurrent.futures.ThreadPoolExecutor concurrent.futures.thread.ThreadPoolExecutor multiprocessing.pool.ThreadPool")
  (#set! id "thread-constructor")
  (#set! insight "thread-work"))
((augmented_assignment operator: _ @match) @statement
  (#is? @statement shared-update)
  (#set! id "atomic-step")
  (#set! insight "atomic-step"))
((assignment left: [(identifier) (attribute) (subscript)] "=" @match right: (binary_operator)) @statement
  (#is? @statement shared-update)
  (#set! id "atomic-step")
  (#set! insight "atomic-step"))
((call function: [(identifier) (attribute)] @match)
  (#match? @match "(^|\\.)(_is_gil_enabled|getswitchinterval|setswitchinterval)$")
  (#is? @match stands-for "sys._is_gil_enabled sys.getswitchinterval sys.setswitchinterval")
  (#set! id "gil-switch")
  (#set! insight "gil-switch"))
