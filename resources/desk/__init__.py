"""The desk: where members keep the listings true. The public wing never imports it."""
