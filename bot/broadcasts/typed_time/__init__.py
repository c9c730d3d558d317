"""How typed times are read: words are data, rules say what they may mean, `grammar.readings` tries them all."""
