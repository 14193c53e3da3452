"""Prepares an empty MinIO: buckets, and users who may what their policy says.

Arguments: address, access key and secret key of the root user. Input: {"buckets": [name], "users": [{"access_key", "secret_key", "policy"}]}.
"""
import json
import sys
import tempfile
from urllib.parse import urlparse

from minio import Minio, MinioAdmin
from minio.credentials import StaticProvider

address, access_key, secret_key = sys.argv[1:]
endpoint = urlparse(address).netloc
wanted = json.load(sys.stdin)
client = Minio(endpoint, access_key=access_key, secret_key=secret_key, secure=False)
admin = MinioAdmin(endpoint=endpoint, credentials=StaticProvider(access_key, secret_key), secure=False)
for bucket in wanted["buckets"]:
    client.make_bucket(bucket)
for user in wanted["users"]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as policy:
        json.dump(user["policy"], policy)
        policy.flush()
        admin.policy_add(user["access_key"], policy.name)
    admin.user_add(user["access_key"], user["secret_key"])
    admin.attach_policy([user["access_key"]], user=user["access_key"])
