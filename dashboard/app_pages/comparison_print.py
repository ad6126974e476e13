"""One comparison on paper."""
