"""Random promotions, rollouts and rollbacks, beside a model: a stack for each environment."""

from typing import Any, TypeAlias
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from app.domain.prompts import deployment_log
from app.domain.prompts.deployments import promote, roll_back, roll_out
from app.domain.prompts.operations import create_project, create_prompt, create_version
from app.domain.prompts.queries import active_prompt
from app.domain.prompts.records import BATON, DeploymentRecord, VersionContent, Weight
from app.errors import NotFound, NothingToRollBackTo
from app.storage.identifiers import new_id

ENVIRONMENTS = ("dev", "staging", "production")
State: TypeAlias = int | tuple[tuple[int, int], ...]
"""What is served: a version's number, or (number, weight) each."""

environments = st.sampled_from(ENVIRONMENTS)
numbers = st.integers(1, 4)
steps = st.lists(
    st.one_of(
        st.just(("create",)),
        st.tuples(st.just("promote"), environments, numbers),
        st.tuples(st.just("rollback"), environments),
        st.tuples(
            st.just("rollout"), environments, st.dictionaries(numbers, st.integers(1, 9), min_size=1, max_size=3)
        ),
    ),
    max_size=25,
)


class Model:
    """What the environments should serve."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[State]] = {environment: [] for environment in ENVIRONMENTS}

    def push(self, environment: str, state: State) -> None:
        stack = self.stacks[environment]
        if isinstance(state, tuple) or not stack or stack[-1] != state:
            stack.append(state)

    def pop(self, environment: str) -> bool:
        if len(self.stacks[environment]) < 2:
            return False
        self.stacks[environment].pop()
        return True


class Subject:
    """A prompt in the registry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.project = new_id()
        create_project(connection, tenant_id=self.project, name="Model")
        prompt = create_prompt(connection, tenant_id=self.project, slug="p", name="p")
        self._place: dict[str, Any] = {"tenant_id": self.project, "prompt_id": prompt.id}
        self.versions: list[UUID] = []

    def create(self) -> None:
        content = VersionContent(
            system_prompt="x", user_template=None, model="m", temperature=0, max_tokens=None, details={}
        )
        made = create_version(self._connection, **self._place, content=content, actor=BATON)
        self.versions.append(made.id)

    def promote(self, environment: str, number: int) -> None:
        promote(
            self._connection,
            **self._place,
            environment=environment,
            version_id=self.versions[number - 1],
            actor=BATON,
        )

    def roll_out(self, environment: str, weights: dict[int, int]) -> None:
        listed = [Weight(self.versions[number - 1], weight) for number, weight in weights.items()]
        roll_out(self._connection, **self._place, environment=environment, weights=listed, actor=BATON)

    def roll_back(self, environment: str) -> bool:
        try:
            roll_back(self._connection, **self._place, environment=environment, actor=BATON)
        except NothingToRollBackTo:
            return False
        return True

    def served(self, environment: str) -> State | None:
        found = deployment_log.present(self._connection, **self._place, environment=environment)
        if found is None:
            return None
        return self._weights(found) or found.version_number

    def resolved(self, environment: str) -> int | None:
        try:
            active = active_prompt(self._connection, project_id=self.project, slug="p", environment=environment)
        except NotFound:
            return None
        return active.version.number

    def _weights(self, deployment: DeploymentRecord) -> tuple[tuple[int, int], ...]:
        by_number = ((self.versions.index(each.version_id) + 1, each.weight) for each in deployment.weights)
        return tuple(sorted(by_number))


def apply(step: Any, subject: Subject, model: Model) -> None:
    match step:
        case ("create",):
            subject.create()
            model.push("dev", len(subject.versions))
        case ("promote", environment, number) if number <= len(subject.versions):
            subject.promote(environment, number)
            model.push(environment, number)
        case ("rollout", environment, weights) if max(weights) <= len(subject.versions):
            subject.roll_out(environment, weights)
            model.push(environment, tuple(sorted(weights.items())))
        case ("rollback", environment):
            assert subject.roll_back(environment) == model.pop(environment)


def heaviest(state: State) -> int:
    if isinstance(state, int):
        return state
    return max(state, key=lambda each: (each[1], each[0]))[0]


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_the_environments_serve_what_the_model_says(owner: Engine, steps: list[Any]) -> None:
    with owner.connect() as connection:
        subject, model = Subject(connection), Model()
        for step in [("create",), *steps]:
            apply(step, subject, model)
            for environment, stack in model.stacks.items():
                expected = stack[-1] if stack else None
                assert subject.served(environment) == expected
                assert subject.resolved(environment) == (None if expected is None else heaviest(expected))
        connection.rollback()
