"""Pages of picking lists."""
