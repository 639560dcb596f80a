"""The same cart after review: nothing to report."""

import copy


def add_item(name, cart=None):
    if cart is None:
        cart = []
    cart.append(name)
    return cart


def is_free(price):
    return price == 0


def is_guest(user):
    return user is None


def apply_discounts(prices):
    return [price for price in prices if price >= 1]


def price_table(rows, columns):
    return [[0] * columns for _ in range(rows)]


def with_extra_tag():
    template = {"name": "", "tags": ["new"]}
    product = copy.deepcopy(template)
    product["tags"].append("sale")
    return template, product


class Order:
    def __init__(self):
        self.notes = []

    def annotate(self, text):
        self.notes.append(text)
