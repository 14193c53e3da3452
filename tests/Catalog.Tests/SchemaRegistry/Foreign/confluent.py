# Standard input is {"url", "token", "free": {"subject", "schema", "wider", "conflicting"}, "product": {"topic", "schema"}}.
# Goes the ways of confluent-kafka's registry client and prints what came of them as one JSON object.
import base64
import datetime
import decimal
import json
import sys
import uuid

from confluent_kafka.schema_registry import ConfigCompatibilityLevel, Schema, SchemaRegistryClient, ServerConfig
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

task = json.load(sys.stdin)
free, product = task["free"], task["product"]


def client():
    return SchemaRegistryClient({
        "url": task["url"],
        "bearer.auth.credentials.source": "STATIC_TOKEN",
        "bearer.auth.token": task["token"],
        "bearer.auth.logical.cluster": "mesh",
    })


def refusal(ask):
    try:
        ask()
    except SchemaRegistryError as error:
        return [error.http_status_code, error.error_code]
    return None


answer = {}
registry = client()
subject, schema, wider = free["subject"], Schema(free["schema"], "AVRO"), Schema(free["wider"], "AVRO")
first = registry.register_schema(subject, schema)
registered = registry.register_schema_full_response(subject, wider)
fresh = client()
answer["free"] = {
    "ids": [first, registered.schema_id],
    "schema": fresh.get_schema(first).schema_str,
    "by_subject": fresh.get_schema(first, subject_name=subject).schema_str,
    "by_guid": fresh.get_schema_by_guid(registered.guid).schema_str,
    "places": [[place.subject, place.version] for place in fresh.get_schema_versions(registered.schema_id) if place.subject == subject],
    "lookup": fresh.lookup_schema(subject, wider).version,
    "listed": subject in fresh.get_subjects(),
    "versions": fresh.get_versions(subject),
    "latest": fresh.get_latest_version(subject).version,
    "compatible": fresh.test_compatibility(subject, Schema(free["schema"], "AVRO")),
    "incompatible": fresh.test_compatibility_all_versions(subject, Schema(free["conflicting"], "AVRO")),
    "refused": refusal(lambda: fresh.register_schema(subject, Schema(free["conflicting"], "AVRO"))),
    "default_level": fresh.get_compatibility(),
    "level": fresh.set_compatibility(subject_name=subject, level="FULL_TRANSITIVE"),
    "kept_level": fresh.get_compatibility(subject_name=subject),
    "config": fresh.set_config(subject_name=subject, config=ServerConfig(compatibility=ConfigCompatibilityLevel.BACKWARD, compatibility_group="major"))["compatibility"],
    "no_schema": refusal(lambda: fresh.get_schema(999999)),
    "no_subject": refusal(lambda: fresh.get_latest_version("nowhere-value")),
    "no_mode": refusal(lambda: fresh.get_mode(subject)),
    "deleted": fresh.delete_subject(subject),
    "deleted_for_good": fresh.delete_subject(subject, permanent=True),
}

# Default settings: the schema is registered as it is written, under the topic's subject.
row = {
    "order_id": uuid.UUID("123e4567-e89b-12d3-a456-426614174000"),
    "total": decimal.Decimal("12.30"),
    "occurred_at": datetime.datetime(2026, 1, 31, 12, 30, 0, 123456, tzinfo=datetime.timezone.utc),
    "items": [{"product_id": uuid.UUID("123e4567-e89b-12d3-a456-426614174001"), "quantity": 2}],
    "note": None,
}
context = SerializationContext(product["topic"], MessageField.VALUE)
message = AvroSerializer(client(), product["schema"])(row, context)
read = AvroDeserializer(client())(message, context)
latest = AvroSerializer(client(), None, conf={"auto.register.schemas": False, "use.latest.version": True})(row, context)
normal = AvroSerializer(client(), product["schema"], conf={"auto.register.schemas": False})(row, context)
foreign = AvroDeserializer(client())(base64.b64decode(product["message"]), context)
answer["product"] = {
    "message": base64.b64encode(message).decode(),
    "same": latest == message and normal == message,
    "read": [str(read["order_id"]), str(read["total"]), read["occurred_at"].isoformat(), str(read["items"][0]["product_id"]), read["note"]],
    "foreign": foreign == read,
    "refused": refusal(lambda: client().register_schema(product["topic"] + "-value", Schema(free["schema"], "AVRO"))),
}
print(json.dumps(answer))
