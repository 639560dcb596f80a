//! A seeded generator of inputs: pieces of a corpus, mutated.

/// What is put in by itself: characters of every width, brackets that nobody closes, what ends lines.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{0c}",
    "\u{feff}",
    "é",
    "😀",
    "𝒳",
    "\u{2028}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "`",
    "```",
    "#",
    ":",
    "=",
    ",",
    ".",
    "*",
    "**",
    "@",
    ";",
    "\\",
    "\\\n",
    "$",
    "<",
    ">",
    "<!--",
    "f'{",
    "x",
    "self",
    "0",
    "1000",
    "None",
    " is ",
    " not ",
    "\n    ",
    "\n        ",
    "def f(a=[]):",
    "class C(C):",
    "lambda: ",
    "super()",
    "return ",
    "yield ",
    "await ",
    "async ",
    "import ",
    "global x",
    "nonlocal x",
    "del x",
    "try:\n",
    "except:\n",
    "(_)",
    "@match",
    "#set! ",
    "#is? ",
    "#match? @match \"(\"",
    "+++\n",
    "= [",
    "Content-Length: ",
    "content-length:9\r\n\r\n",
    "99999999999999999999",
    "-1",
    "\\ud800",
    "{\"jsonrpc\":\"2.0\"}",
    "```python\n",
    "# ^^ ",
    "[x](command:y)",
    "![](z)",
    "==1.*",
    "~=",
    "^",
    ">=2,<3",
    "; os_name == '",
    " --hash=sha256:",
    "[a.]",
];

/// Longer inputs are cut: they take time and find nothing more.
const LONGEST: usize = 4_096;

/// Makes inputs; the same seed makes the same ones.
pub struct Mutator(u64);

impl Mutator {
    /// A generator from a seed.
    pub fn new(seed: u64) -> Self {
        Mutator(seed)
    }

    /// A number below `end` (SplitMix64, Steele et al. 2014).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    /// Some range of bytes.
    fn range(&mut self, length: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let end = start + self.below(longest.min(length - start) + 1);
        start..end
    }

    /// An input made of one of the corpus, with pieces of others.
    pub fn mutated(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(6) {
            match self.below(8) {
                0 => {
                    let range = self.range(input.len(), 24);
                    input.drain(range);
                }
                1 => {
                    let range = self.range(input.len(), 400);
                    input.drain(range);
                }
                2 | 3 => {
                    let at = self.below(input.len() + 1);
                    let piece = PIECES[self.below(PIECES.len())];
                    let times = if self.below(40) == 0 { 1 + self.below(200) } else { 1 };
                    input.splice(at..at, piece.repeat(times).into_bytes());
                }
                4 => {
                    let other = &corpus[self.below(corpus.len())];
                    let range = self.range(other.len(), 600);
                    let at = self.below(input.len() + 1);
                    input.splice(at..at, other[range].iter().copied());
                }
                5 => {
                    let range = self.range(input.len(), 200);
                    let copy = input[range].to_vec();
                    let at = self.below(input.len() + 1);
                    input.splice(at..at, copy);
                }
                6 if !input.is_empty() => {
                    let at = self.below(input.len());
                    input[at] = self.below(256) as u8;
                }
                _ => input.truncate(self.below(input.len() + 1)),
            }
        }
        input.truncate(LONGEST);
        input
    }
}
