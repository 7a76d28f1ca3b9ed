"""The official form as data: model, editions, grid (the only geometry), derive (totals from parts)."""
