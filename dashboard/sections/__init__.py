"""Parts that pages share: each asks for its rows and draws them. One module for the plan's nodes, one for a measure."""
