using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Avro.Rows;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.TestKit;

namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>Damages what is right, many thousand times and always in the same ways: an answer or a refusal comes, and never anything else.</summary>
public sealed class AvroFuzzTests
{
    private const int Rounds = 8_000;

    [Fact]
    public void Damaged_schemas_are_read_or_refused()
    {
        var seeds = CompatibilityCases.All.Select(@case => @case.Reader)
            .Append(AvroSchemas.FromColumns(DataProductId.Parse("orders.samples"), RowSamples.Columns).ToString())
            .Select(Encoding.UTF8.GetBytes).ToArray();
        var previous = AvroSchema.Parse("\"null\"");
        var refused = Repeat(seeds, damaged =>
        {
            if (!AvroSchema.TryParse(Encoding.UTF8.GetString(damaged), [], out var schema, out var error))
            {
                Assert.NotEmpty(error.Reason);
                return false;
            }

            Assert.Equal(schema.ToString(), AvroSchema.Parse(schema.ToString()).ToString());
            Assert.Equal(32, AvroFingerprint.Sha256(schema).Length);
            Assert.Empty(AvroCompatibility.Check(schema, schema));
            _ = AvroCompatibility.Check(schema, previous);
            previous = schema;
            return true;
        });
        Assert.True(refused > 1_000, $"only {refused} were refused");
    }

    [Fact]
    public void Damaged_bodies_are_read_or_refused()
    {
        var codec = new AvroRowCodec(AvroSchemas.FromColumns(DataProductId.Parse("orders.samples"), RowSamples.Columns));
        var seeds = RowSamples.Rows.Concat(RowSamples.FarRows).Select(sample =>
        {
            var body = new ArrayBufferWriter<byte>();
            Assert.Empty(codec.Encode(JsonElement.Parse(sample.Row), body));
            return body.WrittenSpan.ToArray();
        }).ToArray();
        var refused = Repeat(seeds, damaged =>
        {
            try
            {
                // What is read fits the schema, too.
                Assert.Empty(codec.Check(JsonElement.Parse(codec.Decode(damaged))));
                return true;
            }
            catch (AvroDataException)
            {
                return false;
            }
        });
        Assert.True(refused > 1_000, $"only {refused} were refused");
    }

    [Fact]
    public void Damaged_bodies_of_any_schema_are_passed_over_or_refused()
    {
        var schemas = CompatibilityCases.All.Select(@case => AvroSchema.Parse(@case.Reader)).ToArray();
        var next = 0;
        Repeat([new byte[1], new byte[40], [.. Enumerable.Repeat((byte)2, 300)], [.. Enumerable.Repeat((byte)0xFF, 30)]], damaged =>
        {
            var schema = schemas[next++ % schemas.Length];
            try
            {
                var reader = new AvroReader(damaged);
                reader.Skip(schema);
                _ = new AvroRowCodec(schema).Decode(damaged.AsSpan(0, reader.Position));
                return true;
            }
            catch (AvroDataException)
            {
                return false;
            }
        });
    }

    private static int Repeat(byte[][] seeds, Func<byte[], bool> check)
    {
        var random = new Random(20_260_131);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            refused += check(Mutation.Of(seeds, random)) ? 0 : 1;
        }

        return refused;
    }
}
