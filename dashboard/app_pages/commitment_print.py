"""One commitment on paper."""
