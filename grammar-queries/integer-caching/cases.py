# Each block is a module of its own. A marker stands under the line that it speaks of.
