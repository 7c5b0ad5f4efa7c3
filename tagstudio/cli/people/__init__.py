"""The verbs on who said what: disputes and agreement."""
