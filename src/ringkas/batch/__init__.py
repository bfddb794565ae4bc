"""Many articles with one set of models: listed, read in windows, written so that nothing is lost, merged.

- inputs: which files are read, and the name of each
- identity: what a piece of work is, its shard, and sums of many
- records: stored records, read back and written whole
- output: the journal - a file, a folder or a stream
- work: the loop from inputs to output
- merge: many outputs into one, proved complete
"""
