"""The pages of suggestions and product lists."""
