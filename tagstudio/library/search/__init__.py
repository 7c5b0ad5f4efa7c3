"""Search: a query, its execution as sets of ids, sorting; and pending tracks."""
