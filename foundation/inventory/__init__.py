"""Items, units, warehouses, stock transactions and on-hand: what is sold and where it is."""
