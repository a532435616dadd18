"""What gunicorn serves: ``app.wsgi:application``."""

from app.api.factory import create_app
from app.logs import configure_logs
from app.settings import SettingsError, settings

if not (settings().database_url and settings().redis_url):
    raise SettingsError("DATABASE_URL and REDIS_URL must name the services (`baton up` starts its own)")

configure_logs(settings())

application = create_app(settings())
