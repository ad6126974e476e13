"""A hundred readers without browsers: `make load`."""
