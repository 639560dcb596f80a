;;; e2e.el --- pygloss in Emacs, by eglot  -*- lexical-binding: t -*-

;; emacs --batch -q -l e2e.el
;;
;; SETTINGS holds the lines that users read in editors/emacs.md; FILE is a copy of the sample.

(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'cl-lib)

(defun e2e-ok (what) (princ (format "ok      %s\n" what)))
(defun e2e-fail (what &rest arguments)
  (princ (format "FAILED  %s\n" (apply #'format what arguments)))
  (kill-emacs 1))
(defun e2e-wait (what test)
  "Wait until TEST gives something, which is the result."
  (let ((end (+ (float-time) 15)) result)
    (while (and (not (setq result (funcall test))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (or result (e2e-fail "%s did not happen" what))))
(defun e2e-contains (what part text)
  (unless (and text (string-search part text))
    (e2e-fail "%s: «%s» is not in «%s»" what part text)))
(defun e2e-diagnostics ()
  (flymake-start)
  (accept-process-output nil 0.1)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(load (getenv "SETTINGS") nil t)
(princ (format "Emacs %s, eglot %s\n" emacs-version
               (package-version-join
                (package-desc-version
                 (or (cadr (assq 'eglot package-alist)) (assq 'eglot package--builtins)
                     (package-desc-create :name 'eglot :version '(1 0)))))))
(setq eglot-sync-connect 15)
(find-file (getenv "FILE"))
(unless (derived-mode-p 'python-mode) (e2e-fail "the mode is %s" major-mode))
(apply #'eglot--connect (eglot--guess-contact))
(let ((server (e2e-wait "a server" #'eglot-current-server)))
  (e2e-ok "attach")
  (let ((found (e2e-wait "all diagnostics" (lambda () (let ((all (e2e-diagnostics))) (and (>= (length all) 10) all))))))
    (unless (= (length found) 10) (e2e-fail "%d diagnostics" (length found)))
    (e2e-contains "diagnostics" "up to CPython" (mapconcat #'identity found "\n"))
    (e2e-ok "diagnostics"))

  (goto-char (point-min))
  (search-forward "is 1000")
  (backward-char 6)
  (let* ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams)))
         (text (eglot--hover-info (plist-get hover :contents) (plist-get hover :range))))
    (e2e-contains "hover" "CPython creates the small integers once" text)
    (e2e-contains "hover" "Open the note" text)
    (e2e-ok "hover"))

  ;; By the command that users call; the first match of the title is chosen.
  (let ((titles nil))
    (cl-flet ((act (title)
                (cl-letf (((symbol-function 'completing-read)
                           (lambda (_prompt table &rest _)
                             (setq titles (all-completions "" table))
                             (or (seq-find (lambda (one) (string-prefix-p title one)) titles)
                                 (e2e-fail "there is no action «%s»: %S" title titles))))
                          (last-nonmenu-event t) (use-dialog-box nil))
                  (call-interactively #'eglot-code-actions))))
      (act "Compare values")
      (e2e-wait "the edit" (lambda () (save-excursion (goto-char (point-min)) (search-forward "quantity == 1000" nil t))))
      (save-buffer)
      (with-temp-buffer
        (insert-file-contents (getenv "FILE"))
        (e2e-contains "the file" "    if quantity == 1000:\n" (buffer-string)))
      (e2e-ok "code action, written")
      (goto-char (point-min))
      (search-forward "price is 0")
      (backward-char 3)
      (e2e-wait "fewer diagnostics" (lambda () (= 9 (length (e2e-diagnostics)))))
      (let ((messages nil))
        (cl-letf (((symbol-function 'message) (lambda (text &rest all) (push (apply #'format (or text "") all) messages) nil)))
          (act "Explain: Integer caching")
          ;; An older eglot cannot show documents, and is told where the note lies.
          (e2e-wait "the note, or its place"
                    (lambda ()
                      (seq-find (lambda (text) (string-match-p "integer-caching/note\\.md" text))
                                (append messages (delq nil (mapcar #'buffer-file-name (buffer-list))))))))
        (e2e-ok "the note, or its place"))))
  (eglot-shutdown server)
  (e2e-wait "the end" (lambda () (not (jsonrpc-running-p server))))
  (e2e-ok "shutdown"))
