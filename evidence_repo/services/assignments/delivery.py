"""Under which product a file stands that an assignment is delivered with."""

from __future__ import annotations

from evidence_repo.errors import BadInput
from evidence_repo.models import Assignment, ExpectedProduct
from evidence_repo.words import N_


def product_of_delivery(assignment: Assignment, ordinal: int | None = None) -> ExpectedProduct | None:
    """Return the product: the assignment's, else the one of this number, else the criterion's only one.

    Raise `BadInput` if the criterion has no product of this number.
    """
    products = assignment.criterion.products
    if assignment.product is not None or ordinal is None:
        return assignment.product or (products[0] if len(products) == 1 else None)
    for product in products:
        if product.ordinal == ordinal:
            return product
    raise BadInput(
        N_("The criterion has no product of this number."), field="product", code="no_such_product"
    )
