"""What happens to suggestions and product lists."""
