using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Rows;

/// <summary>A record is typed and validated as its JSON is.</summary>
public sealed class RowRecordTests
{
    private static readonly JsonSerializerOptions Wire = new(MeshJson.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new NestedRecord() } };

    public static TheoryData<string, object?> Values => new()
    {
        { "BOOLEAN", true },
        { "INTEGER", 1 },
        { "INTEGER", "1" },
        { "BIGINT", long.MaxValue },
        { "REAL", 0.1f },
        { "REAL", float.NaN },
        { "DOUBLE", double.NegativeInfinity },
        { "STRING", "käse 日本 😀" },
        { "STRING", "half of \ud800 a pair" },
        { "UUID", Guid.Parse("123e4567-e89b-12d3-a456-426614174000") },
        { "DATE", new DateOnly(2026, 1, 31) },
        { "TIME", new TimeOnly(863_999_999_999) },
        { "TIMESTAMP", new DateTimeOffset(2026, 1, 31, 12, 30, 0, 1, 2, TimeSpan.FromHours(2)).AddTicks(3) },
        { "TIMESTAMP_NTZ", new DateTime(2026, 1, 31, 12, 30, 0, 1, 2).AddTicks(3) },
        { "TIMESTAMP_NTZ", new DateTime(2026, 1, 31, 12, 30, 0, DateTimeKind.Utc) },
        { "BINARY", new byte[] { 0, 255 } },
        { "DECIMAL(18,2)", 12.3m },
        { "DECIMAL(18,2)", 12.3000m },
        { "DECIMAL(18,2)", 12.345m },
        { "DECIMAL(4,2)", -123.4m },
        { "DECIMAL(28,28)", 0.0000000000000000000000000001m },
        { "DECIMAL(38,0)", "12345678901234567890123456789012345678" },
        { "DECIMAL(38,0)", "no number" },
        { "ARRAY<DECIMAL(3,1)>", new List<decimal?> { 1m, null, 1.25m } },
        { "ARRAY<INTEGER>", "text" },
        { "MAP<STRING, INTEGER>", new Dictionary<string, int?> { ["b"] = 1, ["a"] = null } },
        { "MAP<STRING, DECIMAL(3,1)>", new Dictionary<string, decimal?> { ["b"] = 1.25m } },
        { "STRUCT<a:INTEGER, b:ARRAY<STRING>>", new Given(("b", new[] { "x" })) },
        { "ARRAY<STRUCT<a:INTEGER>>", new[] { new Given(("a", 1)), new Given(("c", 1)), new Given(("c", null)) } },
        { "DATE", null },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_of_a_record_is_what_its_JSON_is(string type, object? value)
    {
        foreach (var required in (bool[])[true, false])
        {
            var contract = new RowContract([new ColumnDefinition { Name = "value", Type = ColumnType.Parse(type), Required = required }]);

            AssertSame(contract, new Given(("value", value)));
        }
    }

    [Fact]
    public void Columns_of_a_record_are_found_by_their_names()
    {
        var contract = new RowContract([Column("first", required: true), Column("second", required: true), Column("third", required: false)]);

        AssertSame(contract, new Given(("third", 3), ("first", 1), ("second", 2)));
        AssertSame(contract, new Given(("third", 3), ("first", null)));
        AssertSame(contract, new Given(("first", 1), ("second", 2), ("fourth", null)));
        AssertSame(contract, new Given(("first", 1), ("second", 2), ("fourth", 4)));
    }

    [Fact]
    public void Whole_numbers_beyond_a_type_are_refused_in_a_record_as_in_JSON()
    {
        foreach (var forms in PrimitiveForms.All.Where(forms => forms.Digits < 19))
        {
            var contract = new RowContract([new ColumnDefinition { Name = "value", Type = ColumnType.Parse(forms.Name), Required = true }]);
            foreach (var beyond in new[] { forms.Least!.Value - 1, -forms.Least.Value })
            {
                AssertSame(contract, new Given(("value", beyond is >= int.MinValue and <= int.MaxValue ? (int)beyond : beyond)));
                Assert.NotEmpty(contract.Check(new Given(("value", beyond))).Violations);
            }
        }
    }

    private static ColumnDefinition Column(string name, bool required) => new() { Name = name, Type = ColumnType.Parse("INTEGER"), Required = required };

    private static void AssertSame(RowContract contract, Given record)
    {
        var json = contract.Check(JsonSerializer.SerializeToUtf8Bytes(record, Wire));
        var typed = contract.Check(record);

        Assert.Equal(json.Violations, typed.Violations);
        Assert.Equal(json.Row?.ToJson(), typed.Row?.ToJson());
    }

    private sealed class Given(params (string Name, object? Value)[] values) : IRowRecord
    {
        IReadOnlyList<KeyValuePair<string, object?>> IRowRecord.Values { get; } = [.. values.Select(value => new KeyValuePair<string, object?>(value.Name, value.Value))];
    }

    /// <summary>Writes a record as the serializer writes one of the build's.</summary>
    private sealed class NestedRecord : JsonConverter<Given>
    {
        public override Given Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Given value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, ((IRowRecord)value).Values.Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value), options);
    }
}
