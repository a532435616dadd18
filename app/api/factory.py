"""The application: every dialect on one engine.

The order of the hooks matters: a request gets its id first, so that a refusal can name it; credentials
are looked at before bodies; limits count only callers who are known.
"""

from collections.abc import Sequence

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.api import credentials, dialect, openapi
from app.api import services as held_services
from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import ApiBlueprint
from app.api.credentials import Credentials
from app.api.dialect import Dialect
from app.api.dialects.opencomputer.dialect import OPENCOMPUTER
from app.api.dialects.opencomputer.events import computer_events
from app.api.dialects.opencomputer.identity import OPENCOMPUTER_KEY, OPENCOMPUTER_STREAM
from app.api.dialects.opencomputer.sessions import computer_sessions
from app.api.dialects.praetor import capabilities, guard
from app.api.dialects.praetor.agency_projects.routes import agency_projects
from app.api.dialects.praetor.budgets.routes import budget_caps
from app.api.dialects.praetor.dialect import PRAETOR
from app.api.dialects.praetor.dialect import SESSION as PRAETOR_SESSION
from app.api.dialects.praetor.discovery_chat.routes import discovery_chat
from app.api.dialects.praetor.executions.routes import executions
from app.api.dialects.praetor.flow.routes import flow
from app.api.dialects.praetor.identity import authentication
from app.api.dialects.praetor.identity.published_keys import published_keys
from app.api.dialects.praetor.invitations.public import public_invitations
from app.api.dialects.praetor.invitations.routes import invitations
from app.api.dialects.praetor.organizations.members import organization_members
from app.api.dialects.praetor.organizations.routes import organizations
from app.api.dialects.praetor.permissions.decisions import decisions
from app.api.dialects.praetor.permissions.policies import policies
from app.api.dialects.praetor.permissions.roles import roles
from app.api.dialects.praetor.projects.routes import projects as praetor_projects
from app.api.dialects.praetor.sign_in.routes import sign_in
from app.api.dialects.praetor.specifications.routes import exports, specifications
from app.api.dialects.praetor.tasks.routes import tasks
from app.api.dialects.praetor.tenant.routes import tenant
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
from app.api.dialects.ptc.chat.routes import chat
from app.api.dialects.ptc.dialect import PTC
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.market_data import routes as market_data
from app.api.dialects.ptc.market_data.cache import cache
from app.api.dialects.ptc.portfolio.routes import portfolio
from app.api.dialects.ptc.threads.conversations import conversations
from app.api.dialects.ptc.threads.routes import threads
from app.api.dialects.ptc.users.routes import users
from app.api.dialects.ptc.watchlists.items import watchlist_items
from app.api.dialects.ptc.watchlists.routes import watchlists
from app.api.dialects.ptc.workflow.routes import workflow
from app.api.dialects.ptc.workspace_files.routes import workspace_files
from app.api.dialects.ptc.workspaces.active_sessions import active_sessions
from app.api.dialects.ptc.workspaces.routes import workspaces
from app.api.http import error_responses, rate_limits, request_ids, security_headers
from app.api.operating import health, metrics
from app.api.streaming.event_streams import EventStreams
from app.api.streaming.viewer_counts import ViewerCounts
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
    authentication.install(app, held)
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
