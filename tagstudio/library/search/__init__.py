"""Search: a query, its execution as sets of ids, sorting; and what is pending."""
