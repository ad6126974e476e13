"""Charts: tables in, `go.Figure` out, words and colours as arguments; `frame` and `labels` are what they share."""
