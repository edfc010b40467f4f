"""What is searched for and typed about claims, publicities and payments."""
