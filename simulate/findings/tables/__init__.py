"""The tables people read: each with what it holds, its columns, and how it is made."""
