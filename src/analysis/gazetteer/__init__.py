"""What the world is like: countries, offices, people, places."""
