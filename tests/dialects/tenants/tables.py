"""All tables of rows: one for each dialect."""

from tests.dialects.tenants import opencomputer, praetor, productos, prompt_registry, ptc
from tests.dialects.tenants.rows import Table

TABLES = (
    Table(dialect="productos", newcomer=productos.newcomer, groups=[productos]),
    Table(dialect="prompt_registry", newcomer=prompt_registry.newcomer, groups=[prompt_registry]),
    Table(dialect="praetor", newcomer=praetor.newcomer, groups=praetor.GROUPS),
    Table(dialect="ptc", newcomer=ptc.newcomer, groups=ptc.GROUPS),
    Table(dialect="opencomputer", newcomer=opencomputer.newcomer, groups=[opencomputer]),
)
