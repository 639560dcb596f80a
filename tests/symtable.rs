//! The symbol table against its model: every name of every scope of the standard library, as
//! CPython's own `symtable` sees it.
//!
//! `PYGLOSS_PYTHON` chooses another interpreter (and with it another standard library) than the
//! `python3` at hand. Run with `--nocapture` to see the totals and the list of files that cannot
//! be compared.

use pygloss::document::{Snapshot, Trees};
use pygloss::semantics::module::home_in;
use pygloss::semantics::scope::{MODULE, flag};
use pygloss::semantics::{Kind, ScopeId, ScopeKind, Source, Unit, Value, collect};
use rayon::prelude::*;
use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use tree_sitter::Node;

/// Valid Python that the grammar cannot parse: more than this is a regression.
const MOST_GRAMMAR_FAILURES: usize = 3;

/// How many differences are printed.
const SHOWN: usize = 20;

/// One scope, from either side.
#[derive(Default)]
struct Table {
    kind: String,
    name: String,
    line: usize,
    /// Name to resolved scope and flags, in the letters of `tests/symtable.py`.
    symbols: BTreeMap<String, (char, String)>,
    children: Vec<Table>,
    /// A list, set or dict comprehension: CPython 3.12 and later run these in the scope around.
    inlined: bool,
}

enum Outcome {
    Compared { scopes: usize, names: usize, differences: Vec<String> },
    NotPython(String),
    NotParsed(String),
}

#[test]
fn every_name_of_the_standard_library_resolves_as_in_cpython() {
    let python = std::env::var("PYGLOSS_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let mut child = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/symtable.py"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python} is needed as the oracle: {error}"));
    let mut lines = BufReader::new(child.stdout.take().expect("stdout is piped")).lines();
    let first = lines.next().expect("the script says what it reads").expect("UTF-8");
    let about: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    let version = about["version"].as_str().expect("a version").to_string();
    let inlines = minor(&version) >= 12;
    let mut outcomes: Vec<(String, Outcome)> = lines
        .par_bridge()
        .map(|line| {
            let answer = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
            compare(answer, inlines)
        })
        .collect();
    assert!(child.wait().expect("python ends").success(), "the script failed");
    assert_eq!(outcomes.len() as u64, about["files"].as_u64().expect("a number"), "no file is skipped");
    outcomes.sort_by(|a, b| a.0.cmp(&b.0));
    report(&version, &outcomes);
}

fn minor(version: &str) -> u32 {
    version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or_default()
}

fn report(version: &str, outcomes: &[(String, Outcome)]) {
    let (mut files, mut all_scopes, mut all_names) = (0, 0, 0);
    let (mut not_python, mut not_parsed, mut different) = (0, 0, 0);
    let mut shown = Vec::new();
    for (path, outcome) in outcomes {
        match outcome {
            Outcome::NotPython(reason) => {
                not_python += 1;
                println!("{version} does not compile {path}: {reason}");
            }
            Outcome::NotParsed(reason) => {
                not_parsed += 1;
                println!("the grammar does not parse {path}: {reason}");
            }
            Outcome::Compared { scopes, names, differences } => {
                files += 1;
                all_scopes += scopes;
                all_names += names;
                different += usize::from(!differences.is_empty());
                shown.extend(differences.iter().map(|difference| format!("{path}:{difference}")));
            }
        }
    }
    println!(
        "CPython {version}: {files} files, {all_scopes} scopes, {all_names} names compared; {} differences in \
         {different} files; {not_parsed} files the grammar cannot parse, {not_python} that Python cannot compile",
        shown.len(),
    );
    for difference in shown.iter().take(SHOWN) {
        println!("  {difference}");
    }
    assert!(files > 100, "a standard library has more modules than {files}");
    assert!(not_parsed <= MOST_GRAMMAR_FAILURES, "{not_parsed} files with syntax errors that CPython does not see");
    assert!(shown.is_empty(), "{} differences; the first {SHOWN} are printed above", shown.len());
}

fn compare(answer: serde_json::Value, inlines: bool) -> (String, Outcome) {
    let path = answer["path"].as_str().expect("a path").to_string();
    if let Some(error) = answer["error"].as_str() {
        return (path, Outcome::NotPython(error.to_string()));
    }
    let text = match answer["text"].as_str() {
        Some(text) => text.to_string(),
        None => std::fs::read_to_string(&path).expect("Python says it is UTF-8"),
    };
    let snapshot = Snapshot::new(text.trim_start_matches('\u{feff}'), 0);
    let trees = snapshot.trees();
    if let Some(bad) = trees.roots().find_map(first_error) {
        let line = snapshot.text().byte_to_line(bad.start_byte());
        let source = snapshot.text().line(line).to_string();
        return (path, Outcome::NotParsed(format!("line {}: {}", line + 1, source.trim())));
    }
    let expected = expected_table(&answer["scopes"]);
    let folded = answer["folded"].as_object().expect("an object");
    let folded: HashMap<&str, &str> =
        folded.iter().map(|(raw, name)| (raw.as_str(), name.as_str().expect("a name"))).collect();
    let lazy = answer["lazy"].as_bool().expect("a truth value");
    let ours = Ours { snapshot: &snapshot, folded, lazy, inlines }.table(trees);
    let mut differences = Vec::new();
    let mut counts = (0, 0);
    count(&expected, &mut counts);
    diff(&expected, &ours, &mut differences);
    let (scopes, names) = counts;
    (path, Outcome::Compared { scopes, names, differences })
}

fn first_error(node: Node) -> Option<Node> {
    if !node.has_error() {
        return None;
    }
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    let mut cursor = node.walk();
    node.children(&mut cursor).find_map(first_error)
}

fn count(table: &Table, counts: &mut (usize, usize)) {
    let (scopes, names) = counts;
    *scopes += 1;
    *names += table.symbols.len();
    for child in &table.children {
        count(child, counts);
    }
}

/// The table that CPython printed, less what it adds for its own compiler.
fn expected_table(scopes: &serde_json::Value) -> Table {
    let mut tables: Vec<(i64, Table)> = Vec::new();
    for scope in scopes.as_array().expect("an array") {
        let mut table = Table {
            kind: scope[1].as_str().expect("a type").to_string(),
            name: scope[2].as_str().expect("a name").to_string(),
            line: scope[3].as_u64().expect("a line") as usize,
            ..Table::default()
        };
        for (name, about) in scope[4].as_object().expect("an object") {
            let kind = about[0].as_str().and_then(|kind| kind.chars().next()).expect("a letter");
            let flags = about[1].as_str().expect("letters");
            // A free name without any flag only passes through, on its way to an inner scope.
            // Names with a dot are the compiler's: `.0` is what a comprehension loops over.
            let internal = name.starts_with('.')
                || matches!(name.as_str(), "__classdict__" | "__type_params__" | "__static_attributes__");
            if !flags.is_empty() && !internal {
                table.symbols.insert(name.clone(), (kind, flags.to_string()));
            }
        }
        tables.push((scope[0].as_i64().expect("a parent"), table));
    }
    while let Some((parent, table)) = tables.pop() {
        if parent < 0 {
            return in_order(table);
        }
        tables[parent as usize].1.children.push(table);
    }
    panic!("a table without a module");
}

/// Tables were popped from the end: turns the children round.
fn in_order(mut table: Table) -> Table {
    table.children.reverse();
    table.children = table.children.into_iter().map(in_order).collect();
    table
}

/// Our side of a file.
struct Ours<'a> {
    snapshot: &'a Snapshot,
    /// Identifiers that NFKC changes (PEP 3131).
    folded: HashMap<&'a str, &'a str>,
    /// Annotations make no symbols (PEP 563).
    lazy: bool,
    /// Comprehensions run in the scope around (PEP 709).
    inlines: bool,
}

impl Ours<'_> {
    fn table(&self, trees: &Trees) -> Table {
        let mut module = Table { kind: "module".into(), name: "top".into(), ..Table::default() };
        for statement in trees.top().filter(|node| node.is_named() && node.kind() != "comment") {
            let source = Source::new(self.snapshot.text(), statement.byte_range());
            self.add_unit(&mut module, &collect(statement, &source).0, statement.start_byte());
        }
        for (kind, flags) in module.symbols.values_mut() {
            *flags = in_fixed_order(flags);
            *kind = match flags {
                flags if flags.contains('g') => 'G',
                flags if flags.contains(['a', 'p', 'i']) => 'L',
                _ => 'g',
            };
        }
        if self.inlines {
            inline(&mut module, false);
        }
        module
    }

    /// Adds the symbol table of one statement to the module's.
    fn add_unit(&self, module: &mut Table, unit: &Unit, base: usize) {
        let mut cells: HashSet<(ScopeId, &str)> = HashSet::new();
        for (id, scope) in (0..).zip(&unit.scopes) {
            for symbol in &scope.symbols {
                if self.letters(symbol.flags).is_empty() {
                    continue;
                }
                if let Some(home) = home_in(unit, id, &symbol.name).filter(|home| *home != id) {
                    cells.insert((home, &symbol.name));
                }
            }
        }
        let is_class = |id: ScopeId| unit.scopes[id as usize].kind.is_class();
        let mut tables: Vec<Table> = Vec::new();
        for (id, scope) in (0..).zip(&unit.scopes) {
            let mut table = Table {
                kind: kind_word(scope.kind).to_string(),
                name: self.fold(&scope.name),
                line: self.snapshot.text().byte_to_line(base + scope.range.start as usize) + 1,
                inlined: scope.kind.is_comprehension() && scope.kind != ScopeKind::GeneratorExpression,
                ..Table::default()
            };
            for symbol in &scope.symbols {
                let letters = self.letters(symbol.flags);
                if letters.is_empty() {
                    continue;
                }
                let kind = match home_in(unit, id, &symbol.name) {
                    _ if symbol.is(flag::GLOBAL) => 'G',
                    // CPython looks into the class at run time, then among the globals.
                    Some(home) if home != id && is_class(home) && symbol.name != "__class__" => 'g',
                    Some(home) if home != id => 'F',
                    Some(home) if !scope.kind.is_class() && cells.contains(&(home, symbol.name.as_str())) => 'C',
                    Some(_) => 'L',
                    None => 'g',
                };
                let name = self.mangled(unit, id, &symbol.name);
                if symbol.is(flag::GLOBAL) && id != MODULE {
                    // CPython notes a `global` statement in the module's table too.
                    module.symbols.entry(name.clone()).or_default().1.push('g');
                }
                match table.symbols.entry(name) {
                    Entry::Vacant(slot) => drop(slot.insert((kind, letters))),
                    // Written as `__name` and as `_Class__name`.
                    Entry::Occupied(mut slot) => {
                        let (known, flags) = slot.get_mut();
                        *known = if kind == 'G' { 'G' } else { *known };
                        *flags = in_fixed_order(&format!("{flags}{letters}"));
                    }
                }
            }
            tables.push(table);
        }
        for id in (1..tables.len()).rev() {
            let table = tables.pop().expect("one table for each scope");
            let parent = unit.scopes[id].parent.expect("only the module has none") as usize;
            tables[parent].children.push(table);
        }
        let share = in_order(tables.pop().expect("the module's share"));
        for (name, (_, letters)) in share.symbols {
            module.symbols.entry(name).or_default().1.push_str(&letters);
        }
        module.children.extend(share.children);
    }

    fn letters(&self, flags: u16) -> String {
        let mut flags = flags;
        if flags & flag::USED_IN_ANNOTATION != 0 && !self.lazy {
            flags |= flag::USED;
        }
        let letters = [
            (flag::ASSIGNED, 'a'),
            (flag::PARAMETER, 'p'),
            (flag::IMPORTED, 'i'),
            (flag::ANNOTATED, 't'),
            (flag::GLOBAL, 'g'),
            (flag::NONLOCAL, 'n'),
            (flag::USED, 'u'),
        ];
        letters.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, letter)| *letter).collect()
    }

    fn fold(&self, name: &str) -> String {
        self.folded.get(name).copied().unwrap_or(name).to_string()
    }

    /// The name as CPython stores it: private names carry their class (`_Py_Mangle`).
    fn mangled(&self, unit: &Unit, scope: ScopeId, name: &str) -> String {
        let name = self.fold(name);
        if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
            return name;
        }
        let mut at = Some(scope);
        while let Some(id) = at {
            let scope = &unit.scopes[id as usize];
            // The type parameters of a class are as private as what its body binds.
            let of_class = scope.kind == ScopeKind::TypeParameters
                && unit.scopes.iter().any(|inner| inner.parent == Some(id) && inner.kind.is_class());
            if scope.kind.is_class() || of_class {
                let class = self.fold(&scope.name);
                let class = class.trim_start_matches('_');
                return if class.is_empty() { name } else { format!("_{class}{name}") };
            }
            at = scope.parent;
        }
        name
    }
}

/// The letters as `tests/symtable.py` orders them, each once.
fn in_fixed_order(flags: &str) -> String {
    "apitgnu".chars().filter(|letter| flags.contains(*letter)).collect()
}

fn kind_word(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Module => "module",
        ScopeKind::Class => "class",
        ScopeKind::TypeParameters => "parameters",
        ScopeKind::TypeAlias => "alias",
        _ => "function",
    }
}

/// Merges the list, set and dict comprehensions into the scopes around them, as CPython does from
/// 3.12 on (PEP 709; `inline_comprehension` in Python/symtable.c). `in_class`: the scope around
/// is a class, whose names an annotation scope can see; nothing is inlined into one that does.
fn inline(table: &mut Table, in_class: bool) {
    let is_class = table.kind == "class";
    let sees_class = in_class && matches!(table.kind.as_str(), "parameters" | "alias");
    let mut inlined_cells: HashSet<String> = HashSet::new();
    for mut child in std::mem::take(&mut table.children) {
        inline(&mut child, is_class || sees_class);
        if !child.inlined || sees_class {
            table.children.push(child);
            continue;
        }
        for (name, (mut kind, flags)) in child.symbols {
            if kind == 'C' {
                inlined_cells.insert(name.clone());
            }
            if is_class && kind == 'F' && name == "__class__" {
                kind = 'g';
            }
            table.symbols.entry(name).or_insert((kind, flags));
        }
        table.children.extend(child.children);
    }
    if table.kind == "function" || table.kind == "parameters" || table.kind == "alias" {
        // What only an inlined comprehension shared needs no cell any more.
        let mut free: HashSet<String> = HashSet::new();
        table.children.iter().for_each(|child| add_free(child, &mut free));
        for (name, (kind, _)) in &mut table.symbols {
            if matches!(kind, 'L' | 'C') {
                *kind = if free.contains(name) || inlined_cells.contains(name) { 'C' } else { 'L' };
            }
        }
    }
}

/// Adds the names that a table and those inside it take from the scopes around.
fn add_free(table: &Table, free: &mut HashSet<String>) {
    let mut inner: HashSet<String> = HashSet::new();
    table.children.iter().for_each(|child| add_free(child, &mut inner));
    let stays = |name: &String| match table.kind.as_str() {
        "class" => name == "__class__",
        _ => table.symbols.get(name).is_some_and(|(kind, _)| matches!(kind, 'L' | 'C')),
    };
    inner.retain(|name| !stays(name));
    free.extend(inner);
    let own = table.symbols.iter().filter(|(_, (kind, _))| *kind == 'F');
    free.extend(own.map(|(name, _)| name.clone()));
}

/// Lists how two tables differ. CPython visits some children in another order than that of the
/// text, so scopes of one kind, name and line are paired by what they hold.
fn diff(expected: &Table, ours: &Table, differences: &mut Vec<String>) {
    let place = format!("{} {} {}", expected.line, expected.kind, expected.name);
    for (name, wanted) in &expected.symbols {
        match ours.symbols.get(name) {
            Some(found) if found == wanted => {}
            found => differences.push(format!("{place}: `{name}` expected {wanted:?} got {found:?}")),
        }
    }
    for (name, found) in &ours.symbols {
        if !expected.symbols.contains_key(name) {
            differences.push(format!("{place}: `{name}` expected nothing got {found:?}"));
        }
    }
    let mut left: Vec<&Table> = ours.children.iter().collect();
    let mut unpaired = Vec::new();
    for wanted in &expected.children {
        let same = |found: &&Table| {
            let mut inner = Vec::new();
            let alike = (&found.kind, &found.name, found.line) == (&wanted.kind, &wanted.name, wanted.line);
            if alike {
                diff(wanted, found, &mut inner);
            }
            alike && inner.is_empty()
        };
        match left.iter().position(same) {
            Some(index) => drop(left.remove(index)),
            None => unpaired.push(wanted),
        }
    }
    for wanted in unpaired {
        let alike = |found: &&Table| (&found.kind, &found.name) == (&wanted.kind, &wanted.name);
        let same_line = left.iter().position(|found| alike(found) && found.line == wanted.line);
        match same_line.or_else(|| left.iter().position(alike)) {
            Some(index) => {
                let found = left.remove(index);
                if found.line != wanted.line {
                    differences.push(format!("{place}: scope {} is in line {}", wanted.name, found.line));
                }
                diff(wanted, found, differences);
            }
            None => differences.push(format!("{place}: no scope for line {} {}", wanted.line, wanted.name)),
        }
    }
    for found in left {
        differences.push(format!("{place}: one scope too many: line {} {}", found.line, found.name));
    }
}

/// The symbol table of a text that is one statement.
fn unit_of(text: &str) -> Unit {
    let snapshot = Snapshot::new(text, 0);
    let statement = snapshot.trees().root_at(0).named_child(0).expect("a statement");
    collect(statement, &Source::new(snapshot.text(), statement.byte_range())).0
}

#[test]
fn a_target_has_a_value_only_where_it_can_be_told_apart() {
    let value = |text: &str| unit_of(text).scopes[0].symbol("x").expect("x is bound").bindings[0].value.clone();
    assert_eq!(value("x, = y"), Value::Unknown, "an item of `y`, not `y`");
    assert_eq!(value("[x] = y"), Value::Unknown);
    assert_eq!(value("x, z = 1, 2"), Value::Of(Kind::Int));
    assert_eq!(value("x, = (1,)"), Value::Of(Kind::Int));
    assert!(matches!(value("(x) = [1]"), Value::Display(_)), "parentheses alone take nothing apart");
}

#[test]
fn an_attribute_of_a_call_of_type_is_no_type_alias() {
    let unit = unit_of("type(m).x = y");
    assert_eq!(unit.scopes.len(), 1);
    for name in ["type", "m", "y"] {
        assert!(unit.scopes[0].symbol(name).is_some_and(|symbol| symbol.is(flag::USED)), "{name}");
    }
}

#[test]
fn the_scopes_of_pep_695_see_the_class_around_them_and_functions_do_not() {
    let unit = unit_of("class C:\n    T = int\n    def f[U: T](self): return T, __class__\n");
    let scope = |kind: ScopeKind| (0..).zip(&unit.scopes).find(|(_, scope)| scope.kind == kind).expect("a scope").0;
    let class = scope(ScopeKind::Class);
    assert_eq!(home_in(&unit, scope(ScopeKind::TypeAlias), "T"), Some(class));
    assert_eq!(home_in(&unit, scope(ScopeKind::Function), "T"), None);
    assert_eq!(home_in(&unit, scope(ScopeKind::Function), "__class__"), Some(class));
}
