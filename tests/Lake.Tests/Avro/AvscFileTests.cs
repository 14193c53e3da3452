using System.Buffers;
using System.Text.Json.Nodes;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Lake.Tests.Avro;

/// <summary>npm's avsc, which no one here wrote, reads our files and writes ours.</summary>
public sealed class AvscFileTests(AvscClient avsc) : FolderTests, IClassFixture<AvscClient>
{
    // A field of every kind that manifests use.
    private const string Schema =
        """
        {"type":"record","name":"entry","namespace":"a.b","fields":[
          {"name":"id","type":"long","field-id":1},
          {"name":"path","type":["null","string"],"default":null,"field-id":2},
          {"name":"bounds","type":["null",{"type":"array","logicalType":"map","items":{"type":"record","name":"k1_v2","fields":[
            {"name":"key","type":"int","field-id":3},{"name":"value","type":"bytes","field-id":4}]}}],"default":null,"field-id":5},
          {"name":"splits","type":{"type":"array","items":"long","element-id":7},"field-id":6},
          {"name":"ratio","type":"double","field-id":8},
          {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["DATA","DELETES"]},"field-id":9},
          {"name":"uuid","type":{"type":"fixed","name":"Key","size":2},"field-id":10},
          {"name":"labels","type":{"type":"map","values":"boolean"},"field-id":11}]}
        """;

    [SkippableFact]
    public async Task Our_files_are_read_there()
    {
        var writer = new AvroFileWriter(AvroSchema.Parse(Schema), new Dictionary<string, string>(StringComparer.Ordinal) { ["format-version"] = "2", ["note"] = "käse" });
        for (var id = 0; id < 5_000; id++)
        {
            writer.Append(id, Encode);
        }

        var path = Path.Combine(Folder.Path, "ours.avro");
        await File.WriteAllBytesAsync(path, writer.Finish());

        var read = await avsc.ReadFileAsync(path);

        Assert.Equal("null", read["codec"]!.GetValue<string>());
        Assert.Equal("null", read["metadata"]!["avro.codec"]!.GetValue<string>());
        Assert.Equal("käse", read["metadata"]!["note"]!.GetValue<string>());
        Assert.Equal(Enumerable.Range(0, 5_000).Select(id => Row(id).ToJsonString()), read["rows"]!.AsArray().Select(row => row!.ToJsonString()));
    }

    [SkippableTheory]
    [InlineData("null")]
    [InlineData("deflate")]
    public async Task Its_files_are_read_here(string codec)
    {
        var path = Path.Combine(Folder.Path, $"{codec}.avro");
        await avsc.WriteFileAsync(path, Schema, new JsonArray([.. Enumerable.Range(0, 500).Select(Row)]), codec);

        var file = AvroFile.Open(await File.ReadAllBytesAsync(path), path);

        Assert.Equal(codec, file.Codec);
        Assert.True(file.Blocks().Count() > 1);
        var fields = (AvroRecord)file.Schema;
        var ids = file.ReadAll((ref reader) =>
        {
            var id = reader.ReadLong();
            foreach (var field in fields.Fields.Skip(1))
            {
                reader.Skip(field.Type);
            }

            return id;
        });
        Assert.Equal(Enumerable.Range(0, 500).Select(id => (long)id), ids);
        var firstBlock = file.Blocks().First();
        var first = new AvroReader(firstBlock.Data.Span);
        first.Skip(file.Schema);
        var own = new ArrayBufferWriter<byte>();
        Encode(new AvroWriter(own), 0);
        Assert.Equal(own.WrittenSpan, firstBlock.Data.Span[..first.Position]);
    }

    private static void Encode(AvroWriter writer, int id)
    {
        writer.WriteLong(id);
        writer.WriteLong(id % 2);
        if (id % 2 == 1)
        {
            writer.WriteString($"s3://käse/{id}");
        }

        writer.WriteLong(id % 2);
        if (id % 2 == 1)
        {
            writer.WriteBlockCount(1);
            writer.WriteInt(id);
            writer.WriteBytes([1, 0xFF]);
            writer.WriteEnd();
        }

        if (id % 3 > 0)
        {
            writer.WriteBlockCount(id % 3);
            for (var i = 0; i < id % 3; i++)
            {
                writer.WriteLong(-i);
            }
        }

        writer.WriteEnd();
        writer.WriteDouble(id / 2d);
        writer.WriteLong(id % 2);
        writer.WriteFixed([0, 0xFF]);
        if (id % 2 == 1)
        {
            writer.WriteBlockCount(1);
            writer.WriteString("x");
            writer.WriteBoolean(true);
        }

        writer.WriteEnd();
    }

    // The same row in Avro's JSON encoding: bytes as Latin-1 text, and a union's value under its branch.
    private static JsonNode Row(int id) => new JsonObject
    {
        ["id"] = id,
        ["path"] = id % 2 == 1 ? new JsonObject { ["string"] = $"s3://käse/{id}" } : null,
        ["bounds"] = id % 2 == 1 ? new JsonObject { ["array"] = new JsonArray(new JsonObject { ["key"] = id, ["value"] = "\u0001\u00ff" }) } : null,
        ["splits"] = new JsonArray([.. Enumerable.Range(0, id % 3).Select(i => (JsonNode)(-i))]),
        ["ratio"] = id / 2d,
        ["kind"] = id % 2 == 1 ? "DELETES" : "DATA",
        ["uuid"] = "\u0000\u00ff",
        ["labels"] = id % 2 == 1 ? new JsonObject { ["x"] = true } : [],
    };
}
