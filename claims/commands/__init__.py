"""The commands beside the questions: each module adds its own to `claims`."""
