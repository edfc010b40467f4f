"""Pages of claims, publicities, payments, and of the person who claims."""
