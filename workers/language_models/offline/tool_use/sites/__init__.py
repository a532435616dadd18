"""Web pages and small web apps that work as they are, without a build: HTML, CSS and JavaScript in three files."""
