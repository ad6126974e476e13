"""The parts of a form: its fields in the order an editor thinks, and beside them what they mean."""
