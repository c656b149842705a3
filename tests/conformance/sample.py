"""What a server responds with when all is well."""

TOKEN = {
    "uid": "t1",
    "created_at": "2026-11-24T12:00:00Z",
    "updated_at": "2026-11-24T12:30:00Z",
    "deleted_at": "2026-12-01T00:00:00Z",
    "name": "ci-token",
    "resource_type": "api_token",
    "labels": [{"key": "team", "value": "blue"}],
    "description": "CI/CD pipeline",
    "user": {
        "uid": "u1",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": None,
        "deleted_at": None,
        "name": "ada",
        "resource_type": "user",
        "labels": [],
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.com",
    },
    "organization": {
        "uid": "o1",
        "created_at": "2025-01-01T00:00:00.25Z",
        "updated_at": "2025-01-02T00:00:00Z",
        "deleted_at": "2026-12-01T00:00:00Z",
        "name": "acme",
        "resource_type": "organization",
        "labels": [{"key": "size", "value": "small"}],
        "description": "all of it",
    },
    "scopes": ["api", "read_cluster"],
    "expired_at": "2026-12-23T22:11:00.5Z",
    "last_used_at": "2026-11-24T13:00:00.123456Z",
    "is_expired": True,
    "is_api_token": False,
    "is_organization_token": True,
    "is_global_access": True,
}

CREATED = TOKEN | {"token": "the-new-value"}


def token(**changes):
    return TOKEN | changes


def tokens(count):
    return [token(uid=f"t{number}", name=f"token-{number}") for number in range(count)]


def page(items, /, **changes):
    return {"total": len(items), "start": 0, "count": 100, "items": items} | changes


def paged(items, cap=1000):
    """The page that a query asks for, of at most `cap` items."""
    def body(query):
        start = int(query["start"])
        return page(items[start:start + min(int(query["count"]), cap)], total=len(items),
                    start=start)
    return body


# The calls that are made again and again.
LIST = {"function": "list", "arguments": {}}
CREATE = {"function": "create", "arguments": {"name": "ci-token"}}
GET = {"function": "get", "arguments": {"token_uid": "t1"}}
DELETE = {"function": "delete", "arguments": {"token_uid": "t1"}}

# Each function with the response that it hopes for.
CALLS = {
    "list": (LIST, page([TOKEN, token(uid="t2", name="other", expired_at=None)])),
    "create": (CREATE, CREATED),
    "get": (GET, TOKEN),
    "delete": (DELETE, TOKEN),
}
