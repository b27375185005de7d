"""Registers (sổ theo dõi): kept, filled from sheets, shown, and written as workbooks."""
