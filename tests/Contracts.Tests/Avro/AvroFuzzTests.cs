using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Tests.Avro;

/// <summary>Damages what is right, some thousand times and always in the same ways: an answer or a refusal comes, and never anything else.</summary>
public sealed class AvroFuzzTests
{
    private static readonly int Documents = Rounds.Of(2_000);

    [Fact]
    [Trait("Category", "Property")]
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
            Assert.Equal(AvroFingerprint.UniqueName(schema), AvroFingerprint.UniqueName(AvroSchema.Parse(schema.ToString())));
            Assert.Empty(AvroCompatibility.Check(schema, schema));
            _ = AvroCompatibility.Check(schema, previous);
            previous = schema;
            return true;
        });
        Assert.True(refused > Documents / 8, $"only {refused} were refused");
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Damaged_rows_are_read_or_refused()
    {
        var contract = new RowContract(RowSamples.Columns);
        var seeds = RowSamples.Rows.Concat(RowSamples.FarRows).Select(sample => Encoding.UTF8.GetBytes(sample.Row)).ToArray();
        var refused = Repeat(seeds, damaged =>
        {
            try
            {
                var result = contract.Check(damaged.AsSpan());
                Assert.Equal(result.Row is null, result.Violations.Count > 0);
                if (result.Row is not { } row)
                {
                    return false;
                }

                // What is written fits, too, and its body is one of the schema.
                Assert.Equal(row.ToJson(), contract.Check(Encoding.UTF8.GetBytes(row.ToJson())).Row?.ToJson());
                var reader = new AvroReader(AvroBody.Of(RowSamples.Columns, row));
                reader.Skip(AvroSchemas.FromColumns(DataProductId.Parse("orders.samples"), RowSamples.Columns));
                Assert.Equal(0, reader.Remaining);
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        });
        Assert.True(refused > Documents / 8, $"only {refused} were refused");
    }

    [Fact]
    [Trait("Category", "Property")]
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
        for (var round = 0; round < Documents; round++)
        {
            refused += check(Mutation.Of(seeds, random)) ? 0 : 1;
        }

        return refused;
    }
}
