//! Which import package a Python file lies in, as its folders tell.
//!
//! Owns one rule of the import system: a folder with an `__init__.py` is a regular package
//! (reference/import.html#regular-packages). Whether a folder without one is a namespace package
//! depends on `sys.path`, so there the answer is silence. Must not know trees or what imports mean.

use std::path::Path;

/// How many folders upward are looked at.
const DEEPEST: usize = 32;

/// The dotted name of the package from which a file's relative imports count.
pub fn of_file(file: &Path) -> Option<String> {
    let file = std::path::absolute(file).ok()?;
    let mut names = Vec::new();
    for folder in file.ancestors().skip(1).take(DEEPEST) {
        let is_package = ["__init__.py", "__init__.pyi"].iter().any(|name| folder.join(name).is_file());
        let name = folder.file_name().and_then(|name| name.to_str()).filter(|name| is_name(name));
        match name.filter(|_| is_package) {
            Some(name) => names.push(name),
            None => break,
        }
    }
    names.reverse();
    Some(names.join(".")).filter(|name| !name.is_empty())
}

/// The module that a relative import means in a package: `..rates` is `shop.rates` in `shop.orders`.
/// `None` where the dots lead out of what is known.
pub fn resolve(package: &str, relative: &str) -> Option<String> {
    let rest = relative.trim_start_matches(['.', ' ']);
    let dots = relative.chars().take_while(|c| matches!(c, '.' | ' ')).filter(|c| *c == '.').count();
    let parts: Vec<&str> = package.split('.').collect();
    let kept = (parts.len() + 1).checked_sub(dots).filter(|kept| *kept > 0)?;
    let mut module = parts.get(..kept)?.join(".");
    if !rest.is_empty() {
        module.push('.');
        module.push_str(rest);
    }
    Some(module)
}

/// Whether Python could import a folder of this name.
fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_with_an_init_file_are_packages() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let orders = root.path().join("src/shop/orders");
        std::fs::create_dir_all(&orders).expect("folders");
        std::fs::write(orders.join("__init__.py"), "").expect("a file");
        assert_eq!(of_file(&orders.join("__init__.py")).as_deref(), Some("orders"));
        std::fs::write(root.path().join("src/shop/__init__.py"), "").expect("a file");
        assert_eq!(of_file(&orders.join("__init__.py")).as_deref(), Some("shop.orders"));
        assert_eq!(of_file(&orders.join("new.py")).as_deref(), Some("shop.orders"));
        assert_eq!(of_file(&root.path().join("src/main.py")), None);
    }

    #[test]
    fn dots_lead_upward() {
        assert_eq!(resolve("shop.orders", ".prices").as_deref(), Some("shop.orders.prices"));
        assert_eq!(resolve("shop.orders", "..").as_deref(), Some("shop"));
        assert_eq!(resolve("shop.orders", ". . rates.eu").as_deref(), Some("shop.rates.eu"));
        assert_eq!(resolve("shop.orders", "...rates"), None);
    }
}
