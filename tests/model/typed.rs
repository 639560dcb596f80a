//! What random edits type: single characters that break and mend the syntax, ends of lines, and a few
//! lines that findings depend on.

/// The texts.
pub const TYPED: [&str; 24] = [
    "1",
    "x",
    "\n",
    "\n    ",
    " ",
    "(",
    ")",
    "\"",
    "'",
    "\"\"\"",
    "#",
    ":",
    "=",
    "[]",
    "{",
    ".",
    "é😀",
    "\r\n",
    "\r",
    "is ",
    "def f(a=[]):\n    a.append(1)\n",
    "import copy\n",
    "𝔘 = '🧑‍🚀'\r\n",
    "\u{0c}",
];
