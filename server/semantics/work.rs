//! What running a function of this file is like: does it only compute, or does it wait?
//!
//! A verdict by allow-list: every call that the function and what it calls make must be known.
//! Must not know patterns or findings.

use super::module::{Place, UnitId, Variable, View};
use super::region::{RegionKind, Regions};
use super::scope::{BindingKind, Mutation, Read, Scope, ScopeId, ScopeKind, Use, UseKind, flag};
use super::value::{Name, Path, Step};
use rustc_hash::FxHashMap;

/// What a function does to variables that are not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// It changes an object that others can see.
    Changes,
    /// It binds a variable of the module, or of a function around.
    Rebinds,
}

/// What running a function is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Every call is known, and none of them waits.
    Computes {
        /// Whether it loops, or calls itself.
        loops: bool,
        /// What it leaves behind besides its result.
        effect: Effect,
    },
    /// It calls this, which waits for something outside.
    Waits(String),
    /// It cannot be told.
    Unknown,
}

/// Calls of functions within functions are not followed deeper.
const DEEPEST: usize = 6;

/// Builtins that only compute.
const PURE: &[&str] = &[
    "abs",
    "all",
    "any",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "chr",
    "complex",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "hash",
    "hex",
    "int",
    "isinstance",
    "iter",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "ord",
    "pow",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "str",
    "sum",
    "tuple",
    "type",
    "zip",
];

/// Functions and modules of the standard library that only compute and keep the interpreter lock.
const PURE_MODULES: &[&str] = &[
    "cmath.",
    "collections.Counter",
    "collections.defaultdict",
    "collections.deque",
    "fractions.",
    "functools.reduce",
    "heapq.",
    "bisect.",
    "itertools.",
    "math.",
    "operator.",
    "random.",
    "statistics.",
    "string.",
    "threading.current_thread",
    "threading.get_ident",
    "time.monotonic",
    "time.perf_counter",
    "time.time",
];

/// Functions and modules that wait for the network, the disk, another process or the clock.
const WAITING: &[&str] = &[
    "aiohttp.",
    "ftplib.",
    "http.client.",
    "httpx.",
    "imaplib.",
    "os.system",
    "pathlib.",
    "psycopg2.",
    "queue.",
    "redis.",
    "requests.",
    "select.",
    "shutil.",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "ssl.",
    "subprocess.",
    "telnetlib.",
    "time.sleep",
    "urllib.request.",
    "urllib3.",
    "xmlrpc.",
];

fn is_one_of(list: &[&str], full: &str) -> bool {
    list.iter().any(|known| if known.ends_with('.') { full.starts_with(known) } else { full == *known })
}

/// The path that a dotted text spells.
pub fn path_from(dotted: &str) -> Path {
    let mut parts = dotted.split('.');
    let root = parts.next().unwrap_or_default().into();
    Path { root, steps: parts.map(|part| Step::Attr(part.into())).collect() }
}

/// The functions that were looked at on the way.
#[derive(Default)]
struct Followed {
    path: Vec<(UnitId, ScopeId)>,
    done: FxHashMap<(UnitId, ScopeId), Work>,
}

impl View<'_> {
    /// What running a function is like.
    pub fn work_of(&self, unit: UnitId, function: ScopeId) -> Work {
        let mut followed = Followed::default();
        self.follow((unit, function), &mut followed)
    }

    /// The one function of this file that a variable stands for.
    pub fn only_function(&self, variable: &Variable) -> Option<(UnitId, ScopeId)> {
        let bindings = self.bindings(variable);
        let [site] = bindings.as_slice() else { return None };
        let BindingKind::Function(scope) = site.item.kind else { return None };
        if variable.place == Place::Global && self.is_dynamic_from(site.unit) {
            return None;
        }
        Some((site.unit, scope))
    }

    fn work_at(&self, unit: UnitId, function: ScopeId, followed: &mut Followed) -> Work {
        let table = self.unit(unit);
        let whole = &table.scopes[function as usize];
        let Some(data) = whole.function.as_deref() else { return Work::Unknown };
        let inside = |scope: &&Scope| scope.range.start >= whole.range.start && scope.range.end <= whole.range.end;
        let scopes: Vec<(ScopeId, &Scope)> = (0..).zip(&table.scopes).filter(|(_, scope)| inside(scope)).collect();
        let mut known = !(data.is_async
            || data.is_generator
            || data.is_stub
            || !data.decorators.is_empty()
            || table.has_error
            || scopes.iter().any(|(_, scope)| {
                scope.dynamic || scope.function.as_deref().is_some_and(|inner| inner.has_opaque_call)
            }));
        let mut effect = Effect::Nothing;
        let mut loops = scopes.iter().any(|(_, scope)| scope.kind.is_comprehension());
        for region in table.regions.iter().filter(|region| {
            region.kind == RegionKind::Loop
                && region.range.start >= whole.range.start
                && region.range.end <= whole.range.end
        }) {
            // A loop without an end is a server, not a computation.
            known &= !region.complete;
            loops = true;
        }
        for (scope, data) in scopes {
            for symbol in &data.symbols {
                if symbol.is(flag::GLOBAL | flag::NONLOCAL) && symbol.is(flag::BOUND) {
                    effect = Effect::Rebinds;
                }
                for used in &symbol.uses {
                    match self.work_of_use(unit, scope, &symbol.name, used, followed) {
                        Work::Computes { loops: inner, effect: own } => {
                            loops |= inner;
                            effect = effect.max(own);
                        }
                        Work::Waits(what) => return Work::Waits(what),
                        Work::Unknown => known = false,
                    }
                }
            }
        }
        if known { Work::Computes { loops, effect } } else { Work::Unknown }
    }

    /// What one occurrence of a name adds.
    fn work_of_use(&self, unit: UnitId, scope: ScopeId, name: &Name, used: &Use, followed: &mut Followed) -> Work {
        let variable = self.variable(unit, scope, name);
        let others_see = variable.place == Place::Global
            || self.bindings(&variable).iter().any(|site| matches!(site.item.kind, BindingKind::Parameter(_)));
        let changes = matches!(used.kind, UseKind::Mutate(_)) && others_see;
        let effect = if changes { Effect::Changes } else { Effect::Nothing };
        let nothing = Work::Computes { loops: false, effect };
        let method = match &used.kind {
            UseKind::Read(Read::Call) => None,
            UseKind::Read(Read::Method(method))
            | UseKind::Method(method)
            | UseKind::Mutate(Mutation::Method(method)) => Some(method),
            // `while running:` waits for somebody to change the module's variable.
            UseKind::Read(Read::Test) if variable.place == Place::Global => return Work::Unknown,
            _ => {
                // A function of this file that is passed on is called there.
                return match self.only_function(&variable).filter(|_| used.path.is_empty()) {
                    Some(function) => self.follow(function, followed),
                    None => nothing,
                };
            }
        };
        let mut steps = used.path.clone();
        steps.extend(method.map(|method| Step::Attr(method.clone())));
        if steps.iter().any(|step| !matches!(step, Step::Attr(_))) {
            // An item of something: only a known container's method is known.
            return Work::Unknown;
        }
        let path = Path { root: name.clone(), steps };
        if let Some(full) = self.imported(unit, scope, &path) {
            return match () {
                () if is_one_of(WAITING, &full) => Work::Waits(path.to_string()),
                () if is_one_of(PURE_MODULES, &full) => nothing,
                () => Work::Unknown,
            };
        }
        if path.steps.is_empty() {
            if let Some(function) = self.only_function(&variable) {
                return self.follow(function, followed);
            }
            if !self.is_builtin(unit, scope, name) || self.is_dynamic() {
                return Work::Unknown;
            }
            return match name.as_str() {
                "input" | "open" => Work::Waits(name.to_string()),
                // One line at the end is no reason to wait; one in each round is.
                "print" if !self.is_repeated(unit, scope, used) => nothing,
                _ if PURE.contains(&name.as_str()) => nothing,
                _ => Work::Unknown,
            };
        }
        let known = path.steps.len() == 1 && self.kind_of_variable(&variable).is_some();
        let appends = method.is_some_and(|method| method == "append") && path.steps.len() == 1;
        if known || appends { nothing } else { Work::Unknown }
    }

    fn follow(&self, function: (UnitId, ScopeId), followed: &mut Followed) -> Work {
        if followed.path.contains(&function) {
            return Work::Computes { loops: true, effect: Effect::Nothing };
        }
        if followed.path.len() > DEEPEST {
            return Work::Unknown;
        }
        if let Some(work) = followed.done.get(&function) {
            return work.clone();
        }
        followed.path.push(function);
        let work = self.work_at(function.0, function.1, followed);
        followed.path.pop();
        followed.done.insert(function, work.clone());
        work
    }

    /// Whether a place may run several times in one run of its function or module: inside a loop or
    /// a comprehension.
    pub fn is_repeated(&self, unit: UnitId, scope: ScopeId, used: &Use) -> bool {
        let table = self.unit(unit);
        table.scopes[scope as usize].kind.is_comprehension()
            || table.scopes[scope as usize].kind == ScopeKind::Lambda
            || Regions(&table.regions).loop_of(used.region).is_some()
    }
}
