"""How fast it is, and how the parts that guess or survive do: each module a program of its own."""
