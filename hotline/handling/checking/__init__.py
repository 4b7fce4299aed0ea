"""疑点: what a reply is compared with before it is filed, and the doubts that wait for a person."""
