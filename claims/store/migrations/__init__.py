"""Changes of the tables, one module a version; an older store is brought up to this program when it is opened."""
