"""The desk: the same work on a web page of one's own machine; a thin door to the verbs, with the campaign folder as its only store."""
