class CreditLedger:
    """What is taken back of invoices, and what approved remedies still will, read once for many remedies (CRN-2).

    It is read under the lock of the invoices, or only to tell what is missing; plans are entered as they are made.
    """

    def __init__(self, remedies):
        lines = remedies._get_posted_invoice_lines()
        self.subtotals = lines._get_complaint_subtotals()
        self.credited = {line.id: list(taken) for line, taken in lines._get_complaint_credited().items()}
        self.rooms = {invoice.id: invoice._get_complaint_room() for invoice in lines.move_id}
        self.promised = remedies._get_promised()
        self.returned = {}

    def get_room(self, line):
        """What may still be credited of an invoice line: (quantity in its unit, amount before tax in its currency)."""
        quantity, amount, _count = self.credited[line.id]
        rest = min(self.subtotals[line] - amount, self.rooms[line.move_id.id])
        return max(0.0, line.quantity - quantity), max(0.0, rest)

    def count_credits(self, line):
        """On how many lines of credit notes ``line`` has been taken back; each may be rounded by a cent."""
        return self.credited[line.id][2]

    def enter(self, line, quantity, amount):
        """A credit note will take so much of ``line``; quantity in its unit, amount in its currency."""
        taken = self.credited[line.id]
        taken[0] += quantity
        taken[1] += amount
        taken[2] += 1
        self.rooms[line.move_id.id] -= amount

    def settle(self, remedy, quantity):
        """The remedy is planned: it is entered on its invoice lines and promised no more.

        :param quantity: that it takes back altogether, in its unit
        """
        self.promised -= remedy
        if remedy.kind == "return" and (sale_line := remedy.line_id.sale_line_id):
            quantity = remedy.product_uom_id._compute_quantity(quantity, sale_line.product_uom_id, round=False)
            self.returned[sale_line] = self.returned.get(sale_line, 0) + quantity
