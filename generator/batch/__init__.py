"""Work in units that carry all they need, done in this process, in several, or by a cluster.

What a unit gives is the same wherever it is done and whatever was done before it. So the number of workers
changes no byte of a result.
"""

from generator.batch.crew import Alone, Crew, Failure, Unit, Workers

__all__ = ["Alone", "Crew", "Failure", "Unit", "Workers"]
