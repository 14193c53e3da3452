using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Files;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Lake.Tests.Avro;

public sealed class AvroFileFuzzTests
{
    [Fact]
    [Trait("Category", "Property")]
    public void Damaged_files_are_read_or_refused()
    {
        var seeds = new[] { Plain(0), Plain(3), Plain(40), Packed() };
        var random = new Random(20_260_131);
        var (refused, rounds) = (0, Rounds.Of(2_000));
        for (var round = 0; round < rounds; round++)
        {
            try
            {
                var file = AvroFile.Open(Mutation.Of(seeds, random), "fuzz.avro");
                var schema = file.Schema;
                _ = file.ReadAll((ref reader) =>
                {
                    reader.Skip(schema);
                    return 0;
                });
            }
            catch (AvroDataException exception)
            {
                Assert.StartsWith("fuzz.avro: ", exception.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > rounds / 8, $"only {refused} were refused");
    }

    private static byte[] Plain(int count)
    {
        var writer = new AvroFileWriter(AvroSchema.Parse("""{"type":"record","name":"e","fields":[{"name":"a","type":"long"},{"name":"b","type":["null","string"]}]}"""), new Dictionary<string, string>(StringComparer.Ordinal), new byte[16]);
        for (var i = 0; i < count; i++)
        {
            writer.Append(i, (items, id) =>
            {
                items.WriteLong(id);
                items.WriteLong(1);
                items.WriteString("text");
            });
        }

        return writer.Finish().ToArray();
    }

    private static byte[] Packed() => ForeignAvro.Of("\"int\"", "deflate", 5_000, ForeignAvro.Deflated(new byte[5_000]));
}
