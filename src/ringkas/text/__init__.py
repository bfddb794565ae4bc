"""Indonesian text: what is boilerplate, sentences, words, quantities, language."""
