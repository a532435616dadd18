"""What the product is made of: its data, its calls, its workflows and its parts."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from workers.agents.specification.outputs.words import Line, Name, Note, Prose

RelationKind: TypeAlias = Literal["one-to-one", "one-to-many", "many-to-one", "many-to-many"]
EntityName: TypeAlias = Annotated[str, Field(min_length=1, max_length=60, description="Singular, PascalCase")]


class Attribute(BaseModel):
    name: Name = Field(description="snake_case")
    type: Literal["uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "enum", "url", "email"]
    required: bool
    description: Line


class Relation(BaseModel):
    to: EntityName = Field(description="An entity of this data model")
    kind: RelationKind
    description: Line


class Entity(BaseModel):
    name: EntityName
    description: Prose
    attributes: list[Attribute] = Field(min_length=1, max_length=40)
    relations: list[Relation] = Field(max_length=20)


class DataModel(BaseModel):
    """The data-model-compiler's part."""

    entities: list[Entity] = Field(min_length=1, max_length=40)
    note: Note


class Answered(BaseModel):
    """One answer that a call can give."""

    status: int = Field(ge=100, le=599)
    description: Line


class Endpoint(BaseModel):
    id: str = Field(pattern=r"^EP-[0-9]{3}$", description="EP-001, EP-002 …")
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str = Field(pattern=r"^/", max_length=200, description="With {placeholders}")
    summary: Line
    entity: EntityName = Field(description="The entity that it reads or changes")
    request_body: dict[Name, Line] | None = Field(description="Type by field, or null")
    responses: list[Answered] = Field(min_length=1, max_length=12)
    auth: Line = Field(description="none, user, or the role that is needed")


class ApiDesign(BaseModel):
    """The api-compiler's part."""

    endpoints: list[Endpoint] = Field(min_length=1, max_length=240)
    assumed_entities: list[EntityName] = Field(max_length=40, description="Taken for granted: no data model was seen")
    note: Note


class WorkflowStep(BaseModel):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,60}$")]
    name: Line
    description: Prose
    next: list[str] = Field(max_length=6, description="Ids of steps of the same workflow; none at its ends")


class Workflow(BaseModel):
    id: str = Field(pattern=r"^WF-[0-9]{3}$", description="WF-001, WF-002 …")
    name: Line
    trigger: Line
    actor: Line
    steps: list[WorkflowStep] = Field(min_length=2, max_length=30)


class WorkflowSet(BaseModel):
    """The workflow-compiler's part."""

    workflows: list[Workflow] = Field(min_length=1, max_length=40)
    note: Note


class Component(BaseModel):
    name: Name
    responsibility: Prose
    technology: Line
    depends_on: list[Name] = Field(max_length=20, description="Names of other components")


class Decision(BaseModel):
    title: Line
    choice: Prose
    reason: Prose


class ArchitectureDesign(BaseModel):
    """The architecture-compiler's part."""

    style: Line
    components: list[Component] = Field(min_length=2, max_length=30)
    decisions: list[Decision] = Field(min_length=1, max_length=30)
    risks: list[Prose] = Field(max_length=20)
    note: Note
