"""Charts: tables in, `go.Figure` out, words and colours as arguments; what all of them share is in `frame` and `labels`."""
