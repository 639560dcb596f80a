// The files that the editor opens. Small, and each line is there for a step.
import * as fs from "node:fs";
import * as path from "node:path";

export const CART = `"""A shopping cart, as it came to review."""


def add_item(name, cart=[]):
    cart.append(name)
    return cart


def is_bulk_order(quantity):
    return quantity is 1000


def is_guest(user):
    return user == None
`;

const cell = (source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source: [source] });

export const NOTEBOOK = JSON.stringify({
  cells: [cell("quantity = 1000\nrows = [[1], [2]]"), cell("print(quantity is 1000)"), cell("copied = rows[:]")],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
});

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}
