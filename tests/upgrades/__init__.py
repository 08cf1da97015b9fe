"""Sites as each version left them."""
