"""A shopping cart as it came to review. Each function holds a mistake that tests seldom find."""

import copy


def add_item(name, cart=[]):
    cart.append(name)
    return cart


def is_free(price):
    return price is 0


def is_bulk_order(quantity):
    if quantity is 1000:
        return True
    return False


def is_guest(user):
    return user == None


def apply_discounts(prices):
    for price in prices:
        if price < 1:
            prices.remove(price)
    return prices


def price_table(rows, columns):
    table = [[0] * columns] * rows
    table[0][0] = 1
    return table


def with_extra_tag():
    template = {"name": "", "tags": ["new"]}
    product = copy.copy(template)
    product["tags"].append("sale")
    return template, product


def clear_cart(cart):
    cart = []


def sorted_names(names):
    ordered = ["a", *names].sort()
    return ordered


class Order:
    notes = []

    def annotate(self, text):
        self.notes.append(text)
