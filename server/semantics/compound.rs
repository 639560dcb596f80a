//! Compound statements to regions: `if`, `for`, `while`, `try`, `with`, `match`.
//!
//! Owns which suites exclude each other, which may run again, and how a path through them ends. What
//! stands in the suites is `collect`'s.

use super::collect::Collector;
use super::region::{Exit, Region, RegionId, RegionKind};
use super::scope::BindingKind;
use super::source::Source;
use super::syntax::{Field, Syntax};
use tree_sitter::Node;

/// What a suite is to its statement.
#[derive(Clone, Copy)]
pub(super) struct Part {
    kind: RegionKind,
    /// Which of those that exclude each other.
    arm: u32,
    /// [`Region::complete`], found out once for all suites of a statement.
    complete: bool,
}

impl Part {
    fn of(kind: RegionKind) -> Self {
        Part { kind, arm: 0, complete: false }
    }

    fn arm(self, arm: u32) -> Self {
        Part { arm, ..self }
    }
}

impl<'t> Collector<'_, 't> {
    /// Opens a region, lets `fill` visit it, and closes it.
    pub(super) fn suite(
        &mut self,
        statement: Node<'t>,
        suite: Node<'t>,
        part: Part,
        fill: impl FnOnce(&mut Self) -> Option<Exit>,
    ) -> Option<Exit> {
        let id = self.unit.regions.len() as RegionId;
        self.unit.regions.push(Region {
            parent: self.region,
            kind: part.kind,
            group: self.source.at(statement),
            arm: part.arm,
            range: self.source.range(suite),
            exit: None,
            dead_from: u32::MAX,
            complete: part.complete,
        });
        let outer = std::mem::replace(&mut self.region, id);
        let exit = fill(self);
        self.region = outer;
        exit
    }

    pub(super) fn block_suite(
        &mut self,
        statement: Node<'t>,
        holder: Node<'t>,
        field: Field,
        part: Part,
    ) -> Option<Exit> {
        let block = holder.part(field).or_else(|| block_in(holder))?;
        self.suite(statement, block, part, |this| this.block(block))
    }

    pub(super) fn if_statement(&mut self, node: Node<'t>) -> Option<Exit> {
        self.field(node, Field::Condition);
        let part = Part { complete: has_else(node), ..Part::of(RegionKind::Arm) };
        let mut exits = vec![self.block_suite(node, node, Field::Consequence, part)];
        let mut ends_with_else = false;
        let mut cursor = node.walk();
        let alternatives: Vec<Node> = node.children_by_field_id(Field::Alternative.id(), &mut cursor).collect();
        for (arm, alternative) in (1..).zip(alternatives) {
            let part = part.arm(arm);
            if alternative.kind_name() == "elif_clause" {
                self.field(alternative, Field::Condition);
                exits.push(self.block_suite(node, alternative, Field::Consequence, part));
            } else {
                ends_with_else = true;
                exits.push(self.block_suite(node, alternative, Field::Body, part));
            }
        }
        if ends_with_else { weakest(exits) } else { None }
    }

    pub(super) fn for_statement(&mut self, node: Node<'t>) {
        let value = self.part(node, Field::Right);
        let Some(body) = self.part(node, Field::Body) else { return };
        self.suite(node, body, Part::of(RegionKind::Loop), |this| {
            if let Some(target) = this.part(node, Field::Left) {
                this.within(node, |this| this.bind_loop(target, value));
            }
            this.block(body)
        });
        self.loop_else(node);
    }

    pub(super) fn loop_suites(&mut self, node: Node<'t>) {
        let complete = never_ends(node, self.source);
        self.block_suite(node, node, Field::Body, Part { complete, ..Part::of(RegionKind::Loop) });
        self.loop_else(node);
    }

    pub(super) fn loop_else(&mut self, node: Node<'t>) {
        if let Some(clause) = self.part(node, Field::Alternative) {
            self.block_suite(node, clause, Field::Body, Part::of(RegionKind::LoopElse));
        }
    }

    pub(super) fn try_statement(&mut self, node: Node<'t>) -> Option<Exit> {
        let mut body = self.block_suite(node, node, Field::Body, Part::of(RegionKind::Try));
        let mut handlers = Vec::new();
        let mut last = None;
        for (arm, clause) in (1..).zip(self.named(node)) {
            match clause.kind_name() {
                "except_clause" => {
                    let Some(block) = block_in(clause) else { continue };
                    let part = Part::of(RegionKind::Except).arm(arm);
                    let exit = self.suite(node, block, part, |this| {
                        this.within(clause, |this| this.except_header(clause));
                        this.block(block)
                    });
                    handlers.push(exit);
                }
                "else_clause" => {
                    let exit = self.block_suite(node, clause, Field::Body, Part::of(RegionKind::TryElse).arm(arm));
                    body = body.or(exit);
                }
                "finally_clause" => {
                    last = self.block_suite(node, clause, Field::Body, Part::of(RegionKind::Finally).arm(arm));
                }
                "ERROR" => self.error(clause),
                _ => {}
            }
        }
        handlers.push(body);
        last.or_else(|| weakest(handlers))
    }

    pub(super) fn except_header(&mut self, clause: Node<'t>) {
        for part in self.named(clause).into_iter().filter(|part| part.kind_name() != "block") {
            if part.kind_name() == "as_pattern" {
                self.as_pattern(part, BindingKind::Except);
            } else {
                self.visit(part);
            }
        }
    }

    pub(super) fn with_statement(&mut self, node: Node<'t>) -> Option<Exit> {
        for header in self.named(node).into_iter().filter(|part| part.kind_name() != "block") {
            self.within(node, |this| this.visit(header));
        }
        // The manager may swallow an exception, so only other exits end the path.
        self.block_suite(node, node, Field::Body, Part::of(RegionKind::With)).filter(|exit| *exit != Exit::Raise)
    }

    pub(super) fn match_statement(&mut self, node: Node<'t>) -> Option<Exit> {
        let mut cursor = node.walk();
        let subjects: Vec<Node> = node.children_by_field_id(Field::Subject.id(), &mut cursor).collect();
        for subject in subjects {
            self.within(node, |this| this.visit(subject));
        }
        let body = self.part(node, Field::Body)?;
        let mut part = Part { complete: takes_all(body, self.source), ..Part::of(RegionKind::Arm) };
        self.each(body, |this, case| {
            if case.kind_name() != "case_clause" {
                return this.visit(case);
            }
            part.arm += 1;
            this.suite(node, case, part, |this| {
                this.within(case, |this| {
                    this.each(case, |this, part| match part.kind_name() {
                        "block" => {}
                        "case_pattern" => this.pattern(part),
                        _ => this.visit(part),
                    });
                });
                this.block(this.part(case, Field::Consequence)?)
            });
        });
        None
    }
}

fn block_in(node: Node) -> Option<Node> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find(|child| child.kind_name() == "block")
}

/// Whether one of an `if`'s suites always runs.
fn has_else(statement: Node) -> bool {
    let last = statement.named_child(statement.named_child_count().saturating_sub(1) as u32);
    last.is_some_and(|last| last.kind_name() == "else_clause")
}

/// Whether one of a `match`'s suites always runs.
fn takes_all(body: Node, source: &Source) -> bool {
    let mut cursor = body.walk();
    let last = body.named_children(&mut cursor).filter(|child| child.kind_name() == "case_clause").last();
    last.is_some_and(|case| {
        let mut cursor = case.walk();
        let mut parts = case.named_children(&mut cursor);
        parts.next().is_some_and(|pattern| source.text(pattern) == "_") && case.part(Field::Guard).is_none()
    })
}

/// Whether a loop never ends by itself.
fn never_ends(statement: Node, source: &Source) -> bool {
    statement.kind_name() == "while_statement"
        && statement
            .part(Field::Condition)
            .is_some_and(|condition| matches!(source.text(condition), "True" | "1" | "(True)"))
}

/// The exit of a statement all of whose suites must end the path; the one that promises least.
fn weakest(exits: Vec<Option<Exit>>) -> Option<Exit> {
    let exits: Option<Vec<Exit>> = exits.into_iter().collect();
    let exits = exits?;
    [Exit::Continue, Exit::Break, Exit::Raise, Exit::Return].into_iter().find(|exit| exits.contains(exit))
}
