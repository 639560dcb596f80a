//! Which classes of the file are derived from a class.

use super::{Ancestor, ClassId, Classes};

/// More are not listed; a file that has them is generated.
const MOST: usize = 200;

/// The classes at the ends of the tree below a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaves {
    /// In the order of the text; the class itself when nothing here is derived from it.
    pub classes: Vec<ClassId>,
    /// Whether these are all that this file has.
    pub complete: bool,
}

impl Classes<'_> {
    /// The classes of this file that name the class as a base, in the order of the text.
    pub fn subclasses(&self, class: ClassId) -> Vec<ClassId> {
        let mut found: Vec<ClassId> = Vec::new();
        for (unit, scope) in self.view.classes_naming_base(self.name(class)) {
            let candidate = ClassId { unit, scope };
            if candidate != class && self.bases(candidate).iter().any(|base| base.class == Ancestor::Here(class)) {
                found.push(candidate);
            }
        }
        found
    }

    /// All classes of this file that are derived from the class, nearest first.
    pub fn descendants(&self, class: ClassId) -> Vec<ClassId> {
        self.below(class).0
    }

    fn below(&self, class: ClassId) -> (Vec<ClassId>, Vec<ClassId>, bool) {
        let mut all = vec![class];
        let mut ends = Vec::new();
        let mut next = 0;
        while let Some(&at) = all.get(next) {
            next += 1;
            let subclasses = self.subclasses(at);
            if subclasses.is_empty() {
                ends.push(at);
            }
            for subclass in subclasses {
                if !all.contains(&subclass) {
                    if all.len() >= MOST {
                        return (all.split_off(1), ends, false);
                    }
                    all.push(subclass);
                }
            }
        }
        (all.split_off(1), ends, true)
    }

    /// The classes of this file below the class from which nothing here is derived.
    pub fn leaves(&self, class: ClassId) -> Leaves {
        let (_, mut classes, complete) = self.below(class);
        classes.sort_by_key(|leaf| (self.view.ordinal(leaf.unit), leaf.scope));
        Leaves { classes, complete }
    }

    /// Whether a class is the other one or derived from it; `None` when an ancestor is unknown.
    pub fn is_derived(&self, class: ClassId, from: &Ancestor) -> Option<bool> {
        self.mro(class).order().map(|order| order.contains(from))
    }
}
