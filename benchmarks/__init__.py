"""Measurements, each against its peer or its floor in the same run: `make bench`. No part of what is installed."""
