"""What the text says, word by word."""
