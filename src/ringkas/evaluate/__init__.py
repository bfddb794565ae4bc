"""How good the output is: measures, intervals, comparisons.

`dataset` reads examples and saved runs, the measures are in `rouge`, `novelty`, `fidelity` and `translation`,
`bootstrap` puts intervals on them, `evaluation` puts one report together, `table` and `plot` show it.
"""
