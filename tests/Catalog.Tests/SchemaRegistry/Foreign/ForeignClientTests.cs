using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Tests.Avro;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Catalog.Tests.SchemaRegistry.Foreign;

/// <summary>Clients that no one here wrote find in our registry what they expect of one.</summary>
[Collection(CatalogCollection.Name)]
public sealed class ForeignClientTests(CatalogFixture catalog, ConfluentPythonClient python, KafkaJsRegistryClient kafkaJs)
    : IClassFixture<ConfluentPythonClient>, IClassFixture<KafkaJsRegistryClient>
{
    private const string Schema = """{"type":"record","name":"Note","namespace":"shop","fields":[{"name":"id","type":"string"}]}""";
    private const string Wider = """{"type":"record","name":"Note","namespace":"shop","fields":[{"name":"id","type":"string"},{"name":"text","type":["null","string"],"default":null}]}""";
    private const string Conflicting = """{"type":"record","name":"Note","namespace":"shop","fields":[{"name":"id","type":"int"}]}""";
    private const string Row = """{"order_id":"123e4567-e89b-12d3-a456-426614174000","total":"12.30","occurred_at":"2026-01-31T12:30:00.123456Z","items":[{"product_id":"123e4567-e89b-12d3-a456-426614174001","quantity":2}],"note":null}""";

    private readonly TestProduct _product = new()
    {
        SchemaEvolution = "backward_compatible",
        Columns = """
            - { name: order_id, type: UUID, required: true, description: Names the order }
              - { name: total, type: "DECIMAL(18,2)", required: true, description: Items and freight }
              - { name: occurred_at, type: TIMESTAMP, required: true, description: When it happened }
              - { name: items, type: "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>", required: true, description: What was ordered }
              - { name: note, type: STRING, description: What else }
            """,
    };

    [SkippableFact]
    public async Task Confluents_python_client_works_with_default_settings()
    {
        var (id, schema) = await RegisterProductAsync();
        var subject = $"{_product.Domain}.notes/of a kind-value";
        var answer = await python.RunAsync(new JsonObject
        {
            ["url"] = new Uri(catalog.Address, "schema-registry").ToString(),
            ["token"] = catalog.Service(_product.Domain),
            ["free"] = new JsonObject { ["subject"] = subject, ["schema"] = Schema, ["wider"] = Wider, ["conflicting"] = Conflicting },
            ["product"] = new JsonObject { ["topic"] = _product.Name, ["schema"] = schema, ["message"] = Convert.ToBase64String(Message(id)) },
        });

        var free = answer["free"]!;
        Assert.Equal(2, free["ids"]!.AsArray().Select(number => number!.GetValue<int>()).Distinct().Count());
        Assert.Equal((Schema, Schema, Wider), (Text(free["schema"]), Text(free["by_subject"]), Text(free["by_guid"])));
        Assert.Equal($"""[["{subject}",2]]""", free["places"]!.ToJsonString());
        Assert.Equal("2 true [1,2] 2", $"{free["lookup"]} {free["listed"]} {free["versions"]!.ToJsonString()} {free["latest"]}");
        Assert.Equal("true false [409,40901]", $"{free["compatible"]} {free["incompatible"]} {free["refused"]!.ToJsonString()}");
        Assert.Equal("BACKWARD FULL_TRANSITIVE BACKWARD", $"{free["default_level"]} {free["kept_level"]} {free["config"]}");
        Assert.Equal("[404,40403] [404,40401] [404,40409]", $"{free["no_schema"]!.ToJsonString()} {free["no_subject"]!.ToJsonString()} {free["no_mode"]!.ToJsonString()}");
        Assert.Equal("[1,2] [1,2]", $"{free["deleted"]!.ToJsonString()} {free["deleted_for_good"]!.ToJsonString()}");

        var product = answer["product"]!;
        Assert.Equal(Message(id), Convert.FromBase64String(Text(product["message"])));
        Assert.Equal("true true [422,42205]", $"{product["same"]} {product["foreign"]} {product["refused"]!.ToJsonString()}");
        Assert.Equal(
            """["123e4567-e89b-12d3-a456-426614174000","12.30","2026-01-31T12:30:00.123456+00:00","123e4567-e89b-12d3-a456-426614174001",null]""",
            JsonSerializer.Serialize(product["read"], Plain));
    }

    [SkippableFact]
    public async Task Kafkajs_client_works_on_a_subject_at_backward()
    {
        var (id, schema) = await RegisterProductAsync();
        var answer = await kafkaJs.RunAsync(new JsonObject
        {
            ["host"] = new Uri(catalog.Address, "schema-registry").ToString(),
            ["token"] = catalog.Service(_product.Domain),
            ["free"] = new JsonObject
            {
                ["subject"] = $"{_product.Domain}.a/b c",
                ["schemas"] = new JsonArray(Schema, Wider),
                ["conflicting"] = Conflicting,
                ["rows"] = new JsonArray(new JsonObject { ["id"] = "1", ["text"] = "käse" }),
            },
            ["product"] = new JsonObject { ["subject"] = $"{_product.Name}-value", ["schema"] = schema },
        });

        var ids = answer["ids"]!.AsArray().Select(number => number!.GetValue<int>()).ToList();
        Assert.Equal((ids[1], ids[0], 409), (answer["latest"]!.GetValue<int>(), answer["found"]!.GetValue<int>(), answer["conflict"]!.GetValue<int>()));
        var message = Convert.FromBase64String(Text(answer["rows"]![0]!["message"]));
        Assert.Equal((0, ids[1]), (message[0], BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1))));
        var body = new AvroReader(message.AsSpan(5));
        Assert.Equal(("1", 1, "käse", 0), (body.ReadString(), body.ReadBranch(2), body.ReadString(), body.Remaining));
        Assert.Equal((id, id, _product.Name), (answer["product"]!["id"]!.GetValue<int>(), answer["product"]!["again"]!.GetValue<int>(), Text(answer["product"]!["name"])));
        Assert.Equal("BACKWARD", Text((await catalog.RegistryGetAsync($"/config/{_product.Domain}.a%2Fb%20c")).Body!["compatibilityLevel"]));
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<(int Id, string Schema)> RegisterProductAsync()
    {
        catalog.Require();
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(_product)).Status);
        var latest = (await catalog.RegistryGetAsync($"/subjects/{_product.Name}-value/versions/latest")).Body!;
        return (latest["id"]!.GetValue<int>(), Text(latest["schema"]));
    }

    // A message in Confluent's framing, of a row that our own contract typed.
    private static byte[] Message(int id)
    {
        ColumnDefinition[] columns =
        [
            new() { Name = "order_id", Type = ColumnType.Parse("UUID"), Required = true },
            new() { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)"), Required = true },
            new() { Name = "occurred_at", Type = ColumnType.Parse("TIMESTAMP"), Required = true },
            new() { Name = "items", Type = ColumnType.Parse("ARRAY<STRUCT<product_id:UUID, quantity:INTEGER>>"), Required = true },
            new() { Name = "note", Type = ColumnType.Parse("STRING") },
        ];
        byte[] message = [.. new byte[5], .. AvroBody.Of(columns, new RowContract(columns).Check(JsonElement.Parse(Row)).Row!)];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), id);
        return message;
    }
}
