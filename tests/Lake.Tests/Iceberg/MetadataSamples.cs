using System.Text;

namespace MeshStarter.Lake.Tests.Iceberg;

/// <summary>Metadata files as writers of each format leave them.</summary>
internal static class MetadataSamples
{
    public const string Format1 =
        """
        {
          "format-version": 1, "location": "file:///lake/old/", "last-updated-ms": 1602638573590, "last-column-id": 2,
          "schema": { "type": "struct", "fields": [
            { "id": 1, "name": "x", "required": true, "type": "long" },
            { "id": 2, "name": "y", "required": false, "type": "string" } ] },
          "partition-spec": [
            { "name": "x", "transform": "identity", "source-id": 1 },
            { "name": "y_bucket", "transform": "bucket[4]", "source-id": 2 } ],
          "current-snapshot-id": 7,
          "snapshots": [ { "snapshot-id": 7, "timestamp-ms": 1602638573500, "manifests": [ "file:///lake/old/m1.avro" ] } ]
        }
        """;

    public const string Format2 =
        """
        {
          "format-version": 2, "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c1", "location": "file:///lake/orders/events_v1",
          "last-sequence-number": 34, "last-updated-ms": 1602638573590, "last-column-id": 9, "current-schema-id": 1,
          "schemas": [
            { "type": "struct", "schema-id": 0, "fields": [ { "id": 1, "name": "x", "required": true, "type": "long" } ] },
            { "type": "struct", "schema-id": 1, "identifier-field-ids": [ 1, 2 ], "fields": [
              { "id": 1, "name": "x", "required": true, "type": "long" },
              { "id": 2, "name": "y", "required": true, "type": "decimal(10, 2)", "doc": "a comment" },
              { "id": 3, "name": "z", "required": false, "type": { "type": "list", "element-id": 4, "element-required": true, "element":
                { "type": "struct", "fields": [ { "id": 5, "name": "a", "required": false, "type": "fixed[16]" } ] } } },
              { "id": 6, "name": "m", "required": false, "type": { "type": "map", "key-id": 7, "key": "string", "value-id": 8, "value-required": false, "value": "timestamptz" } },
              { "id": 9, "name": "day", "required": false, "type": "date" } ] } ],
          "default-spec-id": 1,
          "partition-specs": [ { "spec-id": 0, "fields": [] },
            { "spec-id": 1, "fields": [ { "name": "x", "transform": "truncate[8]", "source-id": 1, "field-id": 1000 }, { "name": "d", "transform": "day", "source-id": 9, "field-id": 1001 },
              { "name": "new", "transform": "zorder[2]", "source-id": 9, "field-id": 1002 } ] } ],
          "last-partition-id": 1002, "default-sort-order-id": 3,
          "sort-orders": [ { "order-id": 0, "fields": [] }, { "order-id": 3, "fields": [
            { "transform": "identity", "source-id": 2, "direction": "asc", "null-order": "nulls-first" },
            { "transform": "bucket[4]", "source-id": 1, "direction": "desc", "null-order": "nulls-last" } ] } ],
          "properties": { "read.split.target.size": "134217728", "name": "äöü \"q\"" },
          "current-snapshot-id": 9223372036854775807,
          "refs": {
            "main": { "snapshot-id": 9223372036854775807, "type": "branch" },
            "v1.0": { "snapshot-id": 3051729675574597004, "type": "tag", "max-ref-age-ms": 10000000 },
            "audit": { "snapshot-id": 3051729675574597004, "type": "branch", "min-snapshots-to-keep": 2, "max-snapshot-age-ms": 5 } },
          "snapshots": [
            { "sequence-number": 0, "snapshot-id": 3051729675574597004, "timestamp-ms": 1515100955770, "summary": { "operation": "append" }, "manifest-list": "file:///lake/1.avro" },
            { "sequence-number": 34, "snapshot-id": 9223372036854775807, "parent-snapshot-id": 3051729675574597004, "timestamp-ms": 1555100955770,
              "summary": { "operation": "overwrite", "added-records": "5" }, "manifest-list": "file:///lake/2.avro", "schema-id": 1 } ],
          "statistics": [ { "snapshot-id": 3051729675574597004, "statistics-path": "file:///lake/a.puffin", "file-size-in-bytes": 413, "file-footer-size-in-bytes": 42,
            "blob-metadata": [ { "type": "ndv", "snapshot-id": 3051729675574597004, "sequence-number": 1, "fields": [ 1 ] } ] } ],
          "partition-statistics": [ { "snapshot-id": 3051729675574597004, "statistics-path": "file:///lake/p.parquet", "file-size-in-bytes": 43 } ],
          "snapshot-log": [ { "timestamp-ms": 1515100955770, "snapshot-id": 3051729675574597004 }, { "timestamp-ms": 1555100955770, "snapshot-id": 9223372036854775807 } ],
          "metadata-log": [ { "timestamp-ms": 1515100955770, "metadata-file": "file:///lake/metadata/00000.metadata.json" } ]
        }
        """;

    public const string Format3 =
        """
        {
          "format-version": 3, "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c2", "location": "file:///lake/three",
          "last-sequence-number": 1, "last-updated-ms": 1602638573590, "last-column-id": 6, "current-schema-id": 0,
          "schemas": [ { "type": "struct", "schema-id": 0, "fields": [
            { "id": 1, "name": "x", "required": true, "type": "long", "initial-default": 12345678901234567890123, "write-default": 2 },
            { "id": 2, "name": "v", "required": false, "type": "variant" },
            { "id": 3, "name": "t", "required": false, "type": "timestamptz_ns" },
            { "id": 4, "name": "g", "required": false, "type": "geometry(srid:3857)" },
            { "id": 5, "name": "e", "required": false, "type": "geography(srid:4326, spherical)" },
            { "id": 6, "name": "u", "required": false, "type": "unknown", "from-tomorrow": { "deep": [ 1, null ] } } ] } ],
          "default-spec-id": 0, "partition-specs": [ { "spec-id": 0, "fields": [ { "source-ids": [ 1, 3 ], "field-id": 1000, "name": "both", "transform": "bucketV2[4]" } ] } ], "last-partition-id": 1000,
          "default-sort-order-id": 1, "sort-orders": [ { "order-id": 1, "fields": [ { "transform": "zorder", "source-ids": [ 1, 3 ], "direction": "asc", "null-order": "nulls-first" } ] } ],
          "properties": {}, "current-snapshot-id": 1, "next-row-id": 100,
          "encryption-keys": [ { "key-id": "5f819b", "encrypted-key-metadata": "aWNlYmVyZwo=", "properties": { "a": "b" } } ],
          "refs": { "main": { "snapshot-id": 1, "type": "branch", "colour": "green" } },
          "snapshots": [ { "sequence-number": 1, "snapshot-id": 1, "timestamp-ms": 1602638573000, "summary": { "operation": "append", "added-dvs": "1" }, "manifest-list": "file:///lake/1.avro",
            "schema-id": 0, "first-row-id": 0, "added-rows": 100, "key-id": "5f819b", "from-tomorrow": true } ],
          "statistics": [], "partition-statistics": [],
          "snapshot-log": [ { "timestamp-ms": 1602638573000, "snapshot-id": 1 } ], "metadata-log": [],
          "something-new": [ { "a": 1.50 } ]
        }
        """;

    public static string WithFields(string fields) =>
        $$"""
        {
          "format-version": 2, "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c1", "location": "file:///lake/t", "last-sequence-number": 0, "last-updated-ms": 1,
          "last-column-id": 100000, "current-schema-id": 0, "schemas": [ { "type": "struct", "schema-id": 0, "fields": {{fields}} } ],
          "default-spec-id": 0, "partition-specs": [ { "spec-id": 0, "fields": [] } ], "last-partition-id": 999,
          "default-sort-order-id": 0, "sort-orders": [ { "order-id": 0, "fields": [] } ]
        }
        """;

    public static string ManyFields(int count) =>
        "[" + string.Join(',', Enumerable.Range(1, count).Select(id => $$"""{ "id": {{id}}, "name": "c{{id}}", "required": false, "type": "long" }""")) + "]";

    /// <summary>Structs in structs, so many levels with the column's own.</summary>
    public static string NestedFields(int levels)
    {
        var text = new StringBuilder();
        for (var level = 1; level < levels; level++)
        {
            text.Append($$"""[{"id":{{level}},"name":"s{{level}}","required":false,"type":{"type":"struct","fields":""");
        }

        text.Append($$"""[{"id":{{levels}},"name":"leaf","required":false,"type":"long"}]""");
        return text.Append(string.Concat(Enumerable.Repeat("}}]", levels - 1))).ToString();
    }
}
