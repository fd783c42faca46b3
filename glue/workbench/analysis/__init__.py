"""What is wrong with marts, found by Spark's analyser over empty inputs of the declared types."""

from workbench.analysis.marts import analyse

__all__ = ["analyse"]
