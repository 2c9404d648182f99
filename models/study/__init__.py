"""`poise lab paper`: every row of the paper, remade and measured side by side."""
