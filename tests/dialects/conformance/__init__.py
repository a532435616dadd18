"""Every operation of the OpenAPI document, with valid and hostile input: no 5xx, and answers as described."""
