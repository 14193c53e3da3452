using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Schemas;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>The JSON Schema of <c>source.yaml</c>.</summary>
public static class SourceSchema
{
    private static readonly string[] OfTables = ["table", "publication", "slot", "poll"];
    private static readonly string[] OfFiles = ["path", "format", "every"];

    /// <summary>Makes the schema.</summary>
    public static JsonObject Create()
    {
        var file = Keys(
            ("name*", Plain(SourceDefinitionReader.NamePattern, "Write lower-case letters, digits and hyphens, beginning with a letter, such as crm.").Says("The system that the rows come from. Its connection string is ConnectionStrings:<domain>-<name>.")),
            ("kind*", Word<SourceKind>().Says("postgres: a table of a PostgreSQL server. files: files in a folder or a bucket.")),
            ("columns", Columns()),
            ("table", Plain(@"^[^.]+\.[^.]+$", "Write schema.table, such as public.customers.").Says("The table with its schema.")),
            ("publication", Text().Says("The publication that has the table. Default: mesh_<domain>_<product>_v<major>.")),
            ("slot", Text().Says("The replication slot, which the service makes, and which this product alone reads. Default: mesh_<domain>_<product>_v<major>.")),
            ("poll", Poll()),
            ("path", Text(".", "Write an absolute path, or s3://bucket/prefix.").Says("The absolute path of a folder, or s3://bucket/prefix. Default: Path of the connection string.")),
            ("format", Word<FileFormat>().Says("The format of all files. Default: by the end of each name.")),
            ("every", ValueForms.Duration().Says("The pause between two looks, from a second to a day. Default: 10 seconds.")));
        file["allOf"] = new JsonArray(Kind(SourceKind.Postgres, ["table"], OfFiles), Kind(SourceKind.Files, [], OfTables));
        return Document("source.yaml", file);
    }

    private static JsonObject Columns() => new JsonObject { ["type"] = "object", ["additionalProperties"] = Either(Text(), new JsonObject { ["type"] = "null" }) }
        .Says("Columns of the product with their names in the source. Others have the same name in both.");

    private static JsonObject Poll() => Keys(
        ("by*", Filled().Says("A column of the table that grows with each change of a row.")),
        ("every", ValueForms.Duration().Says("The pause between two polls, from a second to a day. Default: 1 minute.")))
        .Says("Polling, where replication is not allowed. It sees no deletes.");

    // The keys of one kind are unknown to the other.
    private static JsonObject Kind(SourceKind kind, string[] required, string[] unknown) => new()
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = WireNames.Of(kind) } }, ["required"] = new JsonArray("kind") },
        ["then"] = new JsonObject
        {
            ["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]),
            ["properties"] = new JsonObject(
            [
                .. required.Select(key => KeyValuePair.Create(key, (JsonNode?)new JsonObject { ["not"] = new JsonObject { ["type"] = "null" } })),
                .. unknown.Select(key => KeyValuePair.Create(key, (JsonNode?)false)),
            ]),
        },
    };
}
