"""The lengths that texts of a specification may have."""

from typing import Annotated, TypeAlias

from pydantic import Field

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=240)]
Prose: TypeAlias = Annotated[str, Field(min_length=1, max_length=1_500)]
Note: TypeAlias = Annotated[str, Field(min_length=1, max_length=1_500, description="What a reader must know about it")]
