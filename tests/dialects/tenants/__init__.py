"""Two tenants on every route of every API: what is another's looks like what does not exist.

One file per group of routes says in `ROWS` what each route is to a stranger, and in `things` makes what the
rows name. A route without a row fails `test_tenant_walls`. To add a group: copy `praetor/permissions.py`,
and name the module in the table of its dialect (`tables`).
"""
