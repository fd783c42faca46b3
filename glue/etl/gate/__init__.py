"""Rows that break their contract: found by columns where those are certain, else row by row; set aside or refused."""
