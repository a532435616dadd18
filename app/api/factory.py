"""The application: every dialect on one engine.

The order of the hooks matters: a request gets its id first, so that a refusal can name it; credentials
are looked at before bodies; limits count only callers who are known.
"""

from collections.abc import Sequence

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.api import (
    credentials,
    dialect,
    error_responses,
    health,
    metrics,
    openapi,
    rate_limits,
    request_ids,
    security_headers,
)
from app.api import services as held_services
from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import ApiBlueprint
from app.api.credentials import Credentials
from app.api.dialect import Dialect
from app.api.dialects.opencomputer.dialect import OPENCOMPUTER
from app.api.dialects.opencomputer.events import computer_events
from app.api.dialects.opencomputer.identity import OPENCOMPUTER_KEY, OPENCOMPUTER_STREAM
from app.api.dialects.opencomputer.sessions import computer_sessions
from app.api.dialects.praetor import capabilities, guard, identity
from app.api.dialects.praetor.agency_projects import agency_projects
from app.api.dialects.praetor.budgets import budget_caps
from app.api.dialects.praetor.dialect import PRAETOR
from app.api.dialects.praetor.dialect import SESSION as PRAETOR_SESSION
from app.api.dialects.praetor.discovery_chat import discovery_chat
from app.api.dialects.praetor.executions import executions
from app.api.dialects.praetor.flow import flow
from app.api.dialects.praetor.invitations import invitations
from app.api.dialects.praetor.invitations_public import public_invitations
from app.api.dialects.praetor.organizations import organizations
from app.api.dialects.praetor.organizations_members import organization_members
from app.api.dialects.praetor.permissions_decisions import decisions
from app.api.dialects.praetor.permissions_policies import policies
from app.api.dialects.praetor.permissions_roles import roles
from app.api.dialects.praetor.projects import projects as praetor_projects
from app.api.dialects.praetor.published_keys import published_keys
from app.api.dialects.praetor.sign_in import sign_in
from app.api.dialects.praetor.specifications import exports, specifications
from app.api.dialects.praetor.tasks import tasks
from app.api.dialects.praetor.tenant import tenant
from app.api.dialects.productos.agents import agents
from app.api.dialects.productos.dialect import PRODUCTOS
from app.api.dialects.productos.events import events
from app.api.dialects.productos.runs import runs
from app.api.dialects.productos.sessions import sessions
from app.api.dialects.prompt_registry.api_keys import api_keys
from app.api.dialects.prompt_registry.approvals import approvals
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY
from app.api.dialects.prompt_registry.deployments import deployments
from app.api.dialects.prompt_registry.dialect import PROMPT_REGISTRY
from app.api.dialects.prompt_registry.projects import projects
from app.api.dialects.prompt_registry.prompts import prompts
from app.api.dialects.prompt_registry.resolution import resolution
from app.api.dialects.prompt_registry.usage import usage
from app.api.dialects.prompt_registry.versions import versions
from app.api.dialects.ptc import market_data
from app.api.dialects.ptc.active_sessions import active_sessions
from app.api.dialects.ptc.cache import cache
from app.api.dialects.ptc.chat import chat
from app.api.dialects.ptc.conversations import conversations
from app.api.dialects.ptc.dialect import PTC
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.portfolio import portfolio
from app.api.dialects.ptc.threads import threads
from app.api.dialects.ptc.users import users
from app.api.dialects.ptc.watchlist_items import watchlist_items
from app.api.dialects.ptc.watchlists import watchlists
from app.api.dialects.ptc.workflow import workflow
from app.api.dialects.ptc.workspace_files import workspace_files
from app.api.dialects.ptc.workspaces import workspaces
from app.api.event_streams import EventStreams
from app.api.viewer_counts import ViewerCounts
from app.domain.discovery_chat.objectives import all_objectives
from app.domain.flow.libraries import check_data as check_flow_data
from app.settings import Settings

DIALECTS: Sequence[Dialect] = (PRODUCTOS, PROMPT_REGISTRY, PRAETOR, PTC, OPENCOMPUTER)
BLUEPRINTS: Sequence[ApiBlueprint] = (
    health.operating,
    metrics.numbers,
    sessions,
    agents,
    runs,
    events,
    projects,
    prompts,
    versions,
    deployments,
    approvals,
    resolution,
    usage,
    api_keys,
    sign_in,
    tenant,
    roles,
    policies,
    decisions,
    published_keys,
    organizations,
    organization_members,
    invitations,
    public_invitations,
    agency_projects,
    praetor_projects,
    flow,
    executions,
    discovery_chat,
    budget_caps,
    tasks,
    specifications,
    exports,
    workspaces,
    workspace_files,
    active_sessions,
    chat,
    workflow,
    conversations,
    threads,
    market_data.market_data,
    cache,
    users,
    portfolio,
    watchlists,
    watchlist_items,
    computer_sessions,
    computer_events,
)
CREDENTIALS: Sequence[Credentials] = (
    PRODUCTOS_KEY,
    REGISTRY_KEY,
    PRAETOR_SESSION,
    PTC_KEY,
    OPENCOMPUTER_KEY,
    OPENCOMPUTER_STREAM,
    metrics.LOOPBACK,
)


def create_app(settings: Settings) -> Flask:
    """The WSGI application for ``settings``, which name both services' addresses."""
    app = Flask("baton", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    held = held_services.open_services(settings)
    app.extensions[held_services.NAME] = held
    app.extensions[dialect.NAME] = DIALECTS
    check_flow_data()
    all_objectives()
    app.extensions[health.NAME] = health.probe_threads()
    request_ids.install(app)
    credentials.install(app)
    security_headers.install(app)
    error_responses.install(app)
    rate_limits.install(app, held)
    identity.install(app, held)
    guard.install(app, held)
    capabilities.install(app)
    market_data.install(app, held)
    streams = EventStreams()
    app.register_blueprint(streams)
    app.extensions[metrics.NAME] = ViewerCounts(held.redis, lambda: streams.hub.viewers)
    openapi.install(app, blueprints=BLUEPRINTS, credentials=CREDENTIALS)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app
