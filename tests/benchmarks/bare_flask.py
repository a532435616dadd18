"""The least that Flask can do: a route that says hello. The baseline for status polls."""

from flask import Flask, Response

application = Flask(__name__, static_folder=None)


@application.get("/hello")
def hello() -> Response:
    return Response(b'{"hello":"world"}', mimetype="application/json")
