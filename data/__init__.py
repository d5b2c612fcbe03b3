"""What ships with the package: the sample library and the built-in models."""
